using System.Net.Http.Headers;

namespace LatencyPortal.Gateway.Providers;

/// <summary>Sends one request for embeddings to an OpenAI-compatible endpoint.</summary>
internal sealed class EndpointEmbedding(EndpointConnection connection)
{
    /// <summary>2,048 inputs of 3,072 numbers as text fit.</summary>
    private const int LargestAnswer = 192 * 1024 * 1024;

    /// <param name="body">The request as JSON.</param>
    /// <param name="answering">Called when the endpoint begins to answer.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="ModelCallException">The call failed.</exception>
    public async Task<ReadOnlyMemory<byte>> PostAsync(ReadOnlyMemory<byte> body, Action answering, CancellationToken cancellationToken)
    {
        var limit = connection.Limits.FirstTokenTimeout;
        using var late = new CancellationTokenSource(limit, connection.Time);
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, late.Token);
        using var http = new HttpClient(connection.NewCall(streams: false), disposeHandler: false) { Timeout = Timeout.InfiniteTimeSpan };
        using var request = new HttpRequestMessage(HttpMethod.Post, Address()) { Content = new ReadOnlyMemoryContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        if (!string.IsNullOrEmpty(connection.Endpoint.ApiKey))
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", connection.Endpoint.ApiKey);
        try
        {
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limited.Token).ConfigureAwait(false);
            answering();
            await response.Content.LoadIntoBufferAsync(LargestAnswer, limited.Token).ConfigureAwait(false);
            return await response.Content.ReadAsByteArrayAsync(limited.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw connection.Errors.NoAnswer(limit);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            // Connecting and the status are told by the call itself: this is the body.
            throw connection.Errors.Broken("the connection was lost, or the answer is too large", e);
        }
    }

    private Uri Address() => new($"{connection.Endpoint.BaseUrl.AbsoluteUri.TrimEnd('/')}/embeddings");
}

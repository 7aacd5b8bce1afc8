using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace LatencyPortal.Gateway.Providers;

/// <summary>A model behind Gemini's own <c>streamGenerateContent</c>.</summary>
internal sealed class GeminiChatClient(EndpointConnection connection) : EndpointClient(connection)
{
    /// <summary>Base URL, as it has to be followed by <c>/models</c>.</summary>
    public static string BaseUrl(EndpointConfig endpoint) => EndpointAddress.With(endpoint.BaseUrl, "/v1beta");

    protected override async IAsyncEnumerable<ChatResponseUpdate> CallAsync(
        EndpointRequest request, EndpointCall call, HttpClient http, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, Address());
        if (!string.IsNullOrEmpty(Connection.Endpoint.ApiKey))
            message.Headers.TryAddWithoutValidation("x-goog-api-key", Connection.Endpoint.ApiKey);
        message.Content = new StringContent(GeminiPrompt.Make(request, Connection.Errors).ToJsonString(), Encoding.UTF8, "application/json");
        using var response = await http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
        var answer = new GeminiAnswer(Connection.Errors);
        await foreach (var piece in PiecesAsync(response, cancellationToken).ConfigureAwait(false))
            yield return answer.Read(piece);
    }

    private string Address()
    {
        var model = Connection.Model!;
        if (!model.Contains('/', StringComparison.Ordinal))
            model = "models/" + model;
        return $"{BaseUrl(Connection.Endpoint)}/{string.Join('/', model.Split('/').Select(Uri.EscapeDataString))}:streamGenerateContent?alt=sse";
    }

    private async IAsyncEnumerable<JsonElement> PiecesAsync(HttpResponseMessage response, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var mediaType = response.Content.Headers.ContentType?.MediaType;
        if (mediaType is null or "text/event-stream" or "text/plain") // what a proxy that does not know it may call it
        {
            var events = new EventReader(await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false));
            var any = false;
            while (await events.NextAsync(cancellationToken).ConfigureAwait(false) is { } data)
            {
                any = true;
                yield return JsonSerializer.Deserialize<JsonElement>(data.Span);
            }

            if (!any && mediaType == "text/plain")
                throw Connection.Errors.NotJson(mediaType);
            yield break;
        }

        if (mediaType != "application/json")
            throw Connection.Errors.NotJson(mediaType);
        // A proxy lost alt=sse: the pieces come as one array, and only its end makes it readable.
        await response.Content.LoadIntoBufferAsync(LineReader.LongestLine, cancellationToken).ConfigureAwait(false);
        var whole = JsonSerializer.Deserialize<JsonElement>(await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false));
        if (whole.ValueKind != JsonValueKind.Array)
        {
            yield return whole;
            yield break;
        }

        foreach (var piece in whole.EnumerateArray())
            yield return piece;
    }
}

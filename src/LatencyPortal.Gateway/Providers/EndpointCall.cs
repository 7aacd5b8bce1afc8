using System.Text.Json;

namespace LatencyPortal.Gateway.Providers;

/// <summary>
/// The HTTP side of one call: sends it, notes when the headers arrive and whether the stream says that it is done, and
/// turns every failure into a <see cref="ModelCallException"/> before the SDK can blur it.
/// </summary>
internal sealed class EndpointCall(HttpMessageHandler shared, EndpointErrors errors, TimeSpan connectTimeout, TimeProvider time, bool streams)
    : DelegatingHandler(shared)
{
    /// <summary>Most bytes read of an error body.</summary>
    private const int LongestErrorBody = 64 * 1024;

    // Who waits for the headers stamps them and reads on, at once and on this thread.
    private readonly TaskCompletionSource _headers = new();

    /// <summary>Completes when a usable answer has begun; never fails.</summary>
    public Task Headers => _headers.Task;

    /// <summary>Whether the stream was closed by <c>[DONE]</c>.</summary>
    public bool SaidDone { get; set; }

    /// <summary>
    /// The fields of the usage objects of the event stream, later ones over earlier ones; <see langword="null"/> when there
    /// was none. SDKs turn what an endpoint did not say into 0 and drop what they do not know.
    /// </summary>
    public Dictionary<string, JsonElement>? Usage { get; private set; }

    /// <summary>Takes in a usage object of the stream.</summary>
    public void AddUsage(JsonElement usage)
    {
        Usage ??= new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var field in usage.EnumerateObject().Where(field => field.Value.ValueKind != JsonValueKind.Null))
            Usage[field.Name] = field.Value;
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        HttpResponseMessage response;
        try
        {
            response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        }
        catch (HttpRequestException e)
        {
            throw errors.FromConnection(e, answering: false);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            // Only the handler's own limit on connecting ends a request that nobody cancelled.
            throw errors.NoConnection(connectTimeout, e);
        }

        try
        {
            if (!response.IsSuccessStatusCode)
            {
                var body = await ReadErrorBodyAsync(response, cancellationToken).ConfigureAwait(false);
                throw errors.FromStatus(response.StatusCode, body, RetryAfter(response));
            }

            var mediaType = response.Content.Headers.ContentType?.MediaType;
            if (mediaType is not null && mediaType.StartsWith("text/html", StringComparison.OrdinalIgnoreCase))
                throw errors.NotJson("text/html");
            if (streams)
                Guard(response, await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false), mediaType);
            _headers.TrySetResult();
            return response;
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }

    private void Guard(HttpResponseMessage response, Stream body, string? mediaType)
    {
        var guarded = new StreamContent(new UsageFiller(new EventStreamGuard(body, this, errors, mediaType)));
        foreach (var (name, values) in response.Content.Headers)
            guarded.Headers.TryAddWithoutValidation(name, values);
        guarded.Headers.ContentLength = null;
        response.Content = guarded;
    }

    private static async Task<string> ReadErrorBodyAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            await response.Content.LoadIntoBufferAsync(LongestErrorBody, cancellationToken).ConfigureAwait(false);
            return await response.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or InvalidOperationException)
        {
            // The status alone says enough when the body is too long, cut off or in an unknown encoding.
            return "";
        }
    }

    private TimeSpan? RetryAfter(HttpResponseMessage response) => response.Headers.RetryAfter switch
    {
        { Delta: { } wait } => wait,
        { Date: { } date } when date > time.GetUtcNow() => date - time.GetUtcNow(),
        _ => null,
    };
}

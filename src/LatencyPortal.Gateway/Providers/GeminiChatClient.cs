using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
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
        var body = GeminiPrompt.Make(request, Connection.Errors);
        using var response = Connection.Caches is { } caches && request.Extras?.NamedCache is { } lifetime && GeminiHeld.Of(ModelPath(), body) is { } held
            ? await AskAsync(http, body, caches, held, lifetime, cancellationToken).ConfigureAwait(false)
            : await AskAsync(http, body, cancellationToken).ConfigureAwait(false);
        var answer = new GeminiAnswer(Connection.Errors);
        await foreach (var piece in PiecesAsync(response, cancellationToken).ConfigureAwait(false))
            yield return answer.Read(piece);
    }

    /// <summary>
    /// Asks with the name of what the provider holds already, where there is one. The provider may have dropped it before its
    /// time; then the same call goes out whole, of which the caller sees nothing but the time that it took.
    /// </summary>
    private async Task<HttpResponseMessage> AskAsync(
        HttpClient http, JsonObject body, GeminiCaches caches, GeminiHeld held, TimeSpan lifetime, CancellationToken cancellationToken)
    {
        if (caches.Find(Connection, held, lifetime) is { } name)
        {
            try
            {
                return await AskAsync(http, GeminiHeld.Replace(body, name), cancellationToken).ConfigureAwait(false);
            }
            catch (ModelCallException e) when (GeminiCaches.IsRefused(e))
            {
                caches.Forget(Connection, held, name, e);
            }
        }

        return await AskAsync(http, body, cancellationToken).ConfigureAwait(false);
    }

    private async Task<HttpResponseMessage> AskAsync(HttpClient http, JsonObject body, CancellationToken cancellationToken)
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, Address());
        if (!string.IsNullOrEmpty(Connection.Endpoint.ApiKey))
            message.Headers.TryAddWithoutValidation("x-goog-api-key", Connection.Endpoint.ApiKey);
        message.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        return await http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
    }

    private string Address() =>
        $"{BaseUrl(Connection.Endpoint)}/{string.Join('/', ModelPath().Split('/').Select(Uri.EscapeDataString))}:streamGenerateContent?alt=sse";

    private string ModelPath() =>
        Connection.Model!.Contains('/', StringComparison.Ordinal) ? Connection.Model : "models/" + Connection.Model;

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

using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace LatencyPortal.Gateway.Providers;

/// <summary>
/// A model of OpenAI's Responses API. Its events are read here and not by the SDK: Microsoft.Extensions.AI.OpenAI 10.11
/// calls a method that OpenAI 2.15 does not have any more. Nothing is stored at the provider.
/// </summary>
internal sealed class ResponsesChatClient(EndpointConnection connection) : EndpointClient(connection)
{
    // The API has no stop sequences.
    protected override IAsyncEnumerable<ChatResponseUpdate> CallAsync(
        EndpointRequest request, EndpointCall call, HttpClient http, CancellationToken cancellationToken) =>
        StopCutter.Cut(ReadAsync(request, http, cancellationToken), request.Options.StopSequences, cancellationToken);

    private async IAsyncEnumerable<ChatResponseUpdate> ReadAsync(
        EndpointRequest request, HttpClient http, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, EndpointAddress.Without(Connection.Endpoint.BaseUrl) + "/responses");
        if (!string.IsNullOrEmpty(Connection.Endpoint.ApiKey))
            message.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Connection.Endpoint.ApiKey);
        message.Content = new StringContent(ResponsesPrompt.Make(request, Connection.Errors).ToJsonString(), Encoding.UTF8, "application/json");
        using var response = await http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
        var mediaType = response.Content.Headers.ContentType?.MediaType;
        // As text a proxy sends on what it does not know.
        if (mediaType is not (null or "text/event-stream" or "text/plain"))
            throw Connection.Errors.NotJson(mediaType);
        var events = new EventReader(await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false));
        var answer = new ResponsesAnswer(Connection.Errors);
        var any = false;
        while (await events.NextAsync(cancellationToken).ConfigureAwait(false) is { } data)
        {
            any = true;
            if (data.Span.SequenceEqual("[DONE]"u8))
                continue;
            if (answer.Read(JsonSerializer.Deserialize<JsonElement>(data.Span)) is not { } update)
                continue;
            yield return update;
            if (update.FinishReason is not null)
                break; // what comes after the end is not part of the answer
        }

        if (!any && mediaType == "text/plain")
            throw Connection.Errors.NotJson(mediaType);
    }
}

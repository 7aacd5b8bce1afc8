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
    protected override EndpointCall NewCall() => Connection.NewCall(streams: false);

    protected override async IAsyncEnumerable<ChatResponseUpdate> CallAsync(
        EndpointRequest request, EndpointCall call, HttpClient http, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, EndpointAddress.Without(Connection.Endpoint.BaseUrl) + "/responses");
        if (!string.IsNullOrEmpty(Connection.Endpoint.ApiKey))
            message.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Connection.Endpoint.ApiKey);
        message.Content = new StringContent(ResponsesPrompt.Make(request, Connection.Errors).ToJsonString(), Encoding.UTF8, "application/json");
        using var response = await http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
        if (response.Content.Headers.ContentType?.MediaType is { } mediaType and not "text/event-stream")
            throw Connection.Errors.NotJson(mediaType);
        var events = new EventReader(await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false));
        var answer = new ResponsesAnswer(Connection.Errors);
        while (await events.NextAsync(cancellationToken).ConfigureAwait(false) is { } data)
        {
            if (data.Span.SequenceEqual("[DONE]"u8))
                continue;
            if (answer.Read(JsonSerializer.Deserialize<JsonElement>(data.Span)) is { } update)
                yield return update;
        }
    }
}

using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using LatencyPortal.Gateway.Metering;
using Microsoft.Extensions.AI;

namespace LatencyPortal.Gateway.Providers;

/// <summary>A model behind Ollama's own <c>/api/chat</c>, whose answer is one JSON object a line.</summary>
internal sealed class OllamaChatClient(EndpointConnection connection) : EndpointClient(connection)
{
    /// <summary>Base URL, as it has to be followed by <c>/api</c>.</summary>
    public static string BaseUrl(EndpointConfig endpoint) => EndpointAddress.Without(endpoint.BaseUrl, "/api", "/v1");

    protected override async IAsyncEnumerable<ChatResponseUpdate> CallAsync(
        EndpointRequest request, EndpointCall call, HttpClient http, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, BaseUrl(Connection.Endpoint) + "/api/chat");
        if (!string.IsNullOrEmpty(Connection.Endpoint.ApiKey))
            message.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Connection.Endpoint.ApiKey);
        message.Content = new StringContent(OllamaPrompt.Make(request, Connection.Errors).ToJsonString(), Encoding.UTF8, "application/json");
        using var response = await http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
        var mediaType = response.Content.Headers.ContentType?.MediaType;
        // As text a proxy sends on what it does not know.
        if (mediaType is not (null or "application/x-ndjson" or "application/json" or "application/ndjson" or "text/plain"))
            throw Connection.Errors.NotJson(mediaType);
        var lines = new LineReader(await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false));
        var id = Guid.CreateVersion7().ToString("n");
        var calls = false;
        while (await lines.NextAsync(cancellationToken).ConfigureAwait(false) is { } line)
        {
            if (line.Span.Trim(" \t"u8).IsEmpty)
                continue;
            if (mediaType == "text/plain" && !line.Span.TrimStart(" \t"u8).StartsWith("{"u8))
                throw Connection.Errors.NotJson(mediaType);
            var json = JsonSerializer.Deserialize<JsonElement>(line.Span);
            if (json.Get("error") is { } error)
                throw Connection.Errors.FromErrorObject(error);
            var update = ToUpdate(json, id);
            calls |= update.Contents.Any(content => content is FunctionCallContent);
            if (json.IsTrue("done"))
                update.FinishReason = FinishOf(json.Text("done_reason"), calls);
            yield return update;
            if (update.FinishReason is not null)
                break; // what comes after the end is not part of the answer
        }
    }

    private static ChatResponseUpdate ToUpdate(JsonElement json, string id)
    {
        if (json.ValueKind != JsonValueKind.Object)
            throw new JsonException("A line of the answer is no object.");
        var update = new ChatResponseUpdate { Role = ChatRole.Assistant, ResponseId = id, MessageId = id, ModelId = json.Text("model") };
        if (json.Get("message") is { } message)
        {
            if (message.Text("thinking") is { Length: > 0 } thinking)
                update.Contents.Add(new TextReasoningContent(thinking));
            if (message.Text("content") is { Length: > 0 } content)
                update.Contents.Add(new TextContent(content));
            foreach (var call in message.Items("tool_calls"))
            {
                if (call.Get("function") is { } function)
                {
                    update.Contents.Add(new FunctionCallContent(
                        call.Text("id") ?? $"call_{Guid.CreateVersion7():n}", function.Text("name") ?? "", WireJson.Arguments(function.Get("arguments"))));
                }
            }
        }

        // Ollama says nothing of what it read from its cache.
        if (json.IsTrue("done") && (json.Count("prompt_eval_count"), json.Count("eval_count")) is var (input, output) and not (null, null))
            update.Contents.Add(new UsageContent(UsageCounts.Make(input: input, output: output)));
        return update;
    }

    private static ChatFinishReason FinishOf(string? reason, bool calls) => reason switch
    {
        "length" => ChatFinishReason.Length,
        null or "stop" => calls ? ChatFinishReason.ToolCalls : ChatFinishReason.Stop,
        var other => new ChatFinishReason(other),
    };
}

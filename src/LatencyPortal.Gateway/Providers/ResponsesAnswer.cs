using System.Text.Json;
using LatencyPortal.Gateway.Metering;
using Microsoft.Extensions.AI;

namespace LatencyPortal.Gateway.Providers;

/// <summary>Turns the events of one answer of the Responses API into updates.</summary>
internal sealed class ResponsesAnswer(EndpointErrors errors)
{
    private string? _id;
    private string? _model;
    private bool _calls;

    /// <summary>The update of an event; <see langword="null"/> for events that say nothing new.</summary>
    public ChatResponseUpdate? Read(JsonElement one)
    {
        if (one.ValueKind != JsonValueKind.Object)
            throw new JsonException("An event of the answer is no object.");
        switch (one.Text("type"))
        {
            case "response.created":
                _id = one.Get("response")?.Text("id");
                _model = one.Get("response")?.Text("model");
                return null;
            case "response.output_text.delta":
                return Update(new TextContent(one.Text("delta")));
            case "response.refusal.delta":
                return Update(RefusalText.Of(one.Text("delta")));
            case "response.reasoning_summary_text.delta" or "response.reasoning_text.delta":
                return Update(new TextReasoningContent(one.Text("delta")));
            case "response.function_call_arguments.delta":
                var piece = Update(null);
                piece.RawRepresentation = TokenDelta.Unnamed;
                return piece;
            case "response.output_item.done":
                return one.Get("item") is { } item && item.Text("type") == "function_call" ? Call(item) : null;
            case "response.completed" or "response.incomplete":
                return End(one.Get("response") ?? default);
            case "response.failed":
                throw errors.FromErrorObject(one.Get("response")?.Get("error") ?? one);
            case "error":
                // Documented flat; some proxies nest it as answers with an error status do.
                throw errors.FromErrorObject(one.Get("error") ?? one);
            default:
                return null;
        }
    }

    private ChatResponseUpdate Call(JsonElement item)
    {
        _calls = true;
        return Update(WireJson.Call(item.Text("call_id"), item.Text("name"), item.Text("arguments") ?? ""));
    }

    private ChatResponseUpdate End(JsonElement response)
    {
        var update = Update(null);
        update.FinishReason = response.Get("incomplete_details")?.Text("reason") switch
        {
            null => _calls ? ChatFinishReason.ToolCalls : ChatFinishReason.Stop,
            "max_output_tokens" => ChatFinishReason.Length,
            "content_filter" => ChatFinishReason.ContentFilter,
            var other => new ChatFinishReason(other),
        };
        // Asked for by who compares a response with an earlier one: a union whose cases are a miss with its reason, or the case itself.
        if (response.Get("prompt_cache_diagnostics") is { ValueKind: JsonValueKind.Object } diagnostics)
            ProviderMissWord.Note(update, diagnostics.Text("reason") ?? (diagnostics.Text("type") is "cache_hit" ? null : diagnostics.Text("type")));
        if (response.Get("usage") is { ValueKind: JsonValueKind.Object } usage)
        {
            var fields = usage.EnumerateObject().ToDictionary(field => field.Name, field => field.Value, StringComparer.Ordinal);
            update.Contents.Add(new UsageContent(OpenAIUsage.Read(fields)));
        }

        return update;
    }

    private ChatResponseUpdate Update(AIContent? content) => new(ChatRole.Assistant, content is null ? [] : [content])
    {
        ResponseId = _id,
        MessageId = _id,
        ModelId = _model,
    };
}

using System.Text.Json;
using System.Text.Json.Nodes;
using LatencyPortal.Gateway.Metering;
using Microsoft.Extensions.AI;

namespace LatencyPortal.Gateway.Providers;

/// <summary>Turns the frames of one answer of the Converse API into updates.</summary>
/// <param name="errors">Puts exceptions of the stream into our words.</param>
/// <param name="id">Identity of the answer, which its frames do not tell.</param>
internal sealed class BedrockAnswer(EndpointErrors errors, string id)
{
    private readonly ToolCallParts _parts = new();
    private bool _calls;
    private bool _ended;

    /// <summary>Whether the last frame has come: usage follows the end of the answer.</summary>
    public bool IsOver { get; private set; }

    /// <summary>The update of a frame; <see langword="null"/> for one that says nothing new.</summary>
    public ChatResponseUpdate? Read(Frame frame)
    {
        var json = frame.Payload.IsEmpty ? default : JsonSerializer.Deserialize<JsonElement>(frame.Payload.Span);
        if (frame.MessageType is "exception" or "error")
            throw Failure(frame, json);
        if (json.ValueKind != JsonValueKind.Object)
            throw new JsonException("An event of the answer is no object.");
        if (frame.Name == "metadata")
        {
            IsOver = true;
            return json.Get("usage") is { } usage ? Update(new UsageContent(UsageOf(usage))) : null;
        }

        // Behind the stop reason usage may still come, but no more of the answer.
        if (_ended)
            return null;
        switch (frame.Name)
        {
            case "messageStart":
                return Update(null);
            case "contentBlockStart":
                return json.Get("start")?.Get("toolUse") is { } tool ? Piece(json, tool.Text("toolUseId"), tool.Text("name"), "") : null;
            case "contentBlockDelta":
                return json.Get("delta") is { } delta ? Delta(json, delta) : null;
            case "contentBlockStop":
                return Calls(Update(null));
            case "messageStop":
                _ended = true;
                var end = Calls(Update(null));
                end.FinishReason = FinishOf(json.Text("stopReason"));
                return end;
            default:
                return null;
        }
    }

    private ChatResponseUpdate? Delta(JsonElement json, JsonElement delta) =>
        delta.Text("text") is { } text ? Update(new TextContent(text))
        : delta.Get("toolUse") is { } tool ? Piece(json, null, null, tool.Text("input") ?? "")
        : delta.Get("reasoningContent") is { } thought && BedrockThought.Read(thought) is { } read ? Update(read)
        : null;

    private ChatResponseUpdate Piece(JsonElement json, string? callId, string? name, string arguments)
    {
        _calls = true;
        _parts.Add(new ToolCallPiece((int)(json.Count("contentBlockIndex") ?? 0), callId, name, arguments));
        var update = Update(null);
        update.RawRepresentation = TokenDelta.Unnamed;
        return update;
    }

    /// <summary>Adds the calls that are whole now.</summary>
    private ChatResponseUpdate Calls(ChatResponseUpdate update)
    {
        foreach (var call in _parts.Take())
            update.Contents.Add(call);
        return update;
    }

    private ChatFinishReason FinishOf(string? reason) => reason switch
    {
        null or "end_turn" => _calls ? ChatFinishReason.ToolCalls : ChatFinishReason.Stop,
        "stop_sequence" => ChatFinishReason.Stop,
        "tool_use" => ChatFinishReason.ToolCalls,
        "max_tokens" or "model_context_window_exceeded" => ChatFinishReason.Length,
        "guardrail_intervened" or "content_filtered" or "refusal" => ChatFinishReason.ContentFilter,
        var other => new ChatFinishReason(other),
    };

    /// <summary>Bedrock counts apart what was read from the cache, written to it, and neither; the input is all three.</summary>
    private static UsageDetails UsageOf(JsonElement usage)
    {
        var uncached = usage.Count("inputTokens");
        var read = usage.Count("cacheReadInputTokens");
        var written = usage.Count("cacheWriteInputTokens");
        return UsageCounts.Make(
            input: uncached is null ? null : uncached + (read ?? 0) + (written ?? 0),
            cached: read,
            cacheWrite: written,
            output: usage.Count("outputTokens"));
    }

    private ModelCallException Failure(Frame frame, JsonElement json) => errors.FromErrorObject(JsonSerializer.SerializeToElement(new JsonObject
    {
        ["type"] = frame.Name,
        ["message"] = json.Text("message") ?? json.Text("Message") ?? json.Text("originalMessage") ?? frame.Message,
    }));

    private ChatResponseUpdate Update(AIContent? content) => new(ChatRole.Assistant, content is null ? [] : [content])
    {
        ResponseId = id,
        MessageId = id,
    };
}

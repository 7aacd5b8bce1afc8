using System.Text.Json.Nodes;

namespace LatencyPortal.Testing.Upstream.Wire;

/// <summary>Anthropic's Messages. Its input tokens are those that were neither read from the cache nor written to it.</summary>
internal sealed class AnthropicAnswer(string model, UsageReport usage) : WireAnswer(model, usage)
{
    public override IEnumerable<Frame> Opening()
    {
        var message = Message([], null);
        Usage.AddTo(message, "usage", usage => Counts(usage with { Output = Math.Min(1, usage.Output) }));
        yield return Named(new JsonObject { ["type"] = "message_start", ["message"] = message });
        yield return Named(new JsonObject { ["type"] = "content_block_start", ["index"] = 0, ["content_block"] = Block("") });
        yield return Named(new JsonObject { ["type"] = "ping" });
    }

    public override Frame Token(string text, bool isFirst) => Named(new JsonObject
    {
        ["type"] = "content_block_delta",
        ["index"] = 0,
        ["delta"] = new JsonObject { ["type"] = "text_delta", ["text"] = text },
    });

    public override IEnumerable<Frame> Closing(string text)
    {
        yield return Named(new JsonObject { ["type"] = "content_block_stop", ["index"] = 0 });
        var end = new JsonObject
        {
            ["type"] = "message_delta",
            ["delta"] = new JsonObject { ["stop_reason"] = "end_turn", ["stop_sequence"] = null },
        };
        Usage.AddTo(end, "usage", Counts);
        yield return Named(end);
    }

    public override Frame? Done(string text) => Named(new JsonObject { ["type"] = "message_stop" });

    public override Frame Error(string message) => Named(ErrorObject("overloaded_error", message));

    public override string Whole(string text)
    {
        var message = Message([Block(text)], "end_turn");
        Usage.AddTo(message, "usage", Counts);
        return Json(message);
    }

    public override string Refusal(int status, string message) => Json(ErrorObject(
        status switch { 429 => "rate_limit_error", 529 => "overloaded_error", _ => "api_error" }, message));

    private static JsonObject ErrorObject(string type, string message) => new()
    {
        ["type"] = "error",
        ["error"] = new JsonObject { ["type"] = type, ["message"] = message },
        ["request_id"] = "req_upstream",
    };

    private static JsonObject Block(string text) => new() { ["type"] = "text", ["text"] = text };

    private static JsonObject Counts(UsageReport usage)
    {
        var written = usage.Written.Sum();
        var counts = new JsonObject
        {
            ["input_tokens"] = Math.Max(0, usage.Input - usage.Cached - written),
            ["cache_creation_input_tokens"] = written,
            ["cache_read_input_tokens"] = usage.Cached,
            ["output_tokens"] = usage.Output,
        };
        if (usage.Written is [var shorter, var longer])
            counts["cache_creation"] = new JsonObject { ["ephemeral_5m_input_tokens"] = shorter, ["ephemeral_1h_input_tokens"] = longer };
        return counts;
    }

    private JsonObject Message(JsonArray content, string? stopReason) => new()
    {
        ["id"] = "msg_upstream",
        ["type"] = "message",
        ["role"] = "assistant",
        ["model"] = Model,
        ["content"] = content,
        ["stop_reason"] = stopReason,
        ["stop_sequence"] = null,
    };
}

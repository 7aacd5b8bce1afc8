using System.Text.Json.Nodes;

namespace LatencyPortal.Testing.Upstream.Wire;

/// <summary>OpenAI's Chat Completions.</summary>
/// <param name="model">The model's name.</param>
/// <param name="usage">The usage to report.</param>
/// <param name="asksForUsage">Whether the caller asked for usage in the stream.</param>
internal sealed class ChatAnswer(string model, UsageReport usage, bool asksForUsage) : WireAnswer(model, usage)
{
    public override IEnumerable<Frame> Opening()
    {
        yield return Chunk(new JsonObject { ["role"] = "assistant", ["content"] = "" }, null);
        if (asksForUsage && Usage.IsEarly)
            yield return UsageChunk();
    }

    public override Frame Token(string text, bool isFirst) => Chunk(new JsonObject { ["content"] = text }, null);

    public override IEnumerable<Frame> Closing(string text)
    {
        yield return Chunk([], "stop");
        if (asksForUsage && !Usage.IsEarly && !Usage.IsMissing)
            yield return UsageChunk();
    }

    public override Frame? Done(string text) => new("[DONE]");

    public override Frame Error(string message) => new(Refusal(500, message));

    public override string Whole(string text)
    {
        var message = new JsonObject { ["role"] = "assistant", ["content"] = text };
        var whole = Envelope("chat.completion", [new JsonObject { ["index"] = 0, ["message"] = message, ["finish_reason"] = "stop" }]);
        Usage.AddTo(whole, "usage", Counts);
        return Json(whole);
    }

    public override string Refusal(int status, string message) => Json(OpenAIError.Of(status, message));

    private static JsonObject Counts(UsageReport usage) => new()
    {
        ["prompt_tokens"] = usage.Input,
        ["completion_tokens"] = usage.Output,
        ["total_tokens"] = usage.Input + usage.Output,
        ["prompt_tokens_details"] = usage.OpenAIDetails(),
        ["completion_tokens_details"] = new JsonObject { ["reasoning_tokens"] = 0 },
    };

    private Frame UsageChunk()
    {
        var chunk = Envelope("chat.completion.chunk", []);
        Usage.AddTo(chunk, "usage", Counts);
        return Data(chunk);
    }

    private Frame Chunk(JsonObject delta, string? finish)
    {
        var chunk = Envelope("chat.completion.chunk", [new JsonObject { ["index"] = 0, ["delta"] = delta, ["finish_reason"] = finish }]);
        if (asksForUsage)
            chunk["usage"] = null;
        return Data(chunk);
    }

    private JsonObject Envelope(string kind, JsonArray choices) => new()
    {
        ["id"] = "chatcmpl-upstream",
        ["object"] = kind,
        ["created"] = 1_772_000_000,
        ["model"] = Model,
        ["choices"] = choices,
    };
}

using System.Text.Json.Nodes;

namespace LatencyPortal.Testing.Upstream.Wire;

/// <summary>Bedrock's Converse. Its input tokens are those that were neither read from the cache nor written to it.</summary>
internal sealed class BedrockAnswer(string model, UsageReport usage) : WireAnswer(model, usage)
{
    public override Framing Framing => Framing.Checked;

    public override IEnumerable<Frame> Opening() => [Event("messageStart", new JsonObject { ["role"] = "assistant" })];

    public override Frame Token(string text, bool isFirst) => Event(
        "contentBlockDelta", new JsonObject { ["contentBlockIndex"] = 0, ["delta"] = new JsonObject { ["text"] = text }, ["p"] = "abcdefgh" });

    public override IEnumerable<Frame> Closing(string text)
    {
        yield return Event("contentBlockStop", new JsonObject { ["contentBlockIndex"] = 0 });
        yield return Event("messageStop", new JsonObject { ["stopReason"] = "end_turn" });
    }

    public override Frame? Done(string text)
    {
        var metadata = new JsonObject { ["metrics"] = new JsonObject { ["latencyMs"] = 1234 } };
        Usage.AddTo(metadata, "usage", Counts);
        return Event("metadata", metadata);
    }

    public override Frame Error(string message) => new(Refusal(500, message), "internalServerException", IsException: true);

    public override string Whole(string text)
    {
        var whole = new JsonObject
        {
            ["output"] = new JsonObject
            {
                ["message"] = new JsonObject { ["role"] = "assistant", ["content"] = new JsonArray(new JsonObject { ["text"] = text }) },
            },
            ["stopReason"] = "end_turn",
            ["metrics"] = new JsonObject { ["latencyMs"] = 1234 },
        };
        Usage.AddTo(whole, "usage", Counts);
        return Json(whole);
    }

    public override string Refusal(int status, string message) => Json(new JsonObject { ["message"] = message });

    private static JsonObject Counts(UsageReport usage) => new()
    {
        ["inputTokens"] = Math.Max(0, usage.Input - usage.Cached - usage.Written.Sum()),
        ["cacheReadInputTokens"] = usage.Cached,
        ["cacheWriteInputTokens"] = usage.Written.Sum(),
        ["outputTokens"] = usage.Output,
        ["totalTokens"] = usage.Input + usage.Output,
    };

    private static Frame Event(string name, JsonObject payload) => new(Json(payload), name);
}

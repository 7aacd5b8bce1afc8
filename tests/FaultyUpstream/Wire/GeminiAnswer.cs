using System.Text.Json.Nodes;

namespace LatencyPortal.Testing.Upstream.Wire;

/// <summary>Gemini's <c>GenerateContentResponse</c>; without <c>alt=sse</c> a stream of it is one JSON array.</summary>
internal sealed class GeminiAnswer(string model, UsageReport usage, bool asEvents) : WireAnswer(model, usage)
{
    public override Framing Framing => asEvents ? Framing.Events : Framing.Array;

    public override Frame Token(string text, bool isFirst) => Data(Response(text, null, withUsage: isFirst && Usage.IsEarly));

    public override IEnumerable<Frame> Closing(string text) => [Data(Response("", "STOP", withUsage: !Usage.IsEarly))];

    public override Frame? Done(string text) => null;

    public override Frame Error(string message) => new(Refusal(500, message));

    public override string Whole(string text) => Json(Response(text, "STOP", withUsage: true));

    public override string Refusal(int status, string message) => Json(new JsonObject
    {
        ["error"] = new JsonObject
        {
            ["code"] = status,
            ["message"] = message,
            ["status"] = status switch { 400 => "INVALID_ARGUMENT", 403 => "PERMISSION_DENIED", 429 => "RESOURCE_EXHAUSTED", 503 => "UNAVAILABLE", _ => "INTERNAL" },
        },
    });

    private static JsonObject Counts(UsageReport usage) => new()
    {
        ["promptTokenCount"] = usage.Input,
        ["cachedContentTokenCount"] = usage.Cached,
        ["candidatesTokenCount"] = usage.Output,
        ["totalTokenCount"] = usage.Input + usage.Output,
    };

    private JsonObject Response(string text, string? finish, bool withUsage)
    {
        var candidate = new JsonObject
        {
            ["content"] = new JsonObject { ["parts"] = new JsonArray(new JsonObject { ["text"] = text }), ["role"] = "model" },
            ["index"] = 0,
        };
        if (finish is not null)
            candidate["finishReason"] = finish;
        var response = new JsonObject { ["candidates"] = new JsonArray(candidate), ["modelVersion"] = Model, ["responseId"] = "upstream" };
        if (withUsage)
            Usage.AddTo(response, "usageMetadata", Counts);
        return response;
    }
}

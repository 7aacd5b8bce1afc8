using System.Text.Json.Nodes;

namespace LatencyPortal.Testing.Upstream.Wire;

/// <summary>OpenAI's Responses.</summary>
internal sealed class ResponsesAnswer(string model, UsageReport usage) : WireAnswer(model, usage)
{
    private const string ItemId = "msg_upstream";

    private int _sequence;

    public override IEnumerable<Frame> Opening()
    {
        yield return Step("response.created", ("response", Response("in_progress", [], withUsage: false)));
        yield return Step("response.in_progress", ("response", Response("in_progress", [], withUsage: false)));
        yield return Step("response.output_item.added", ("output_index", 0), ("item", Item("in_progress", [])));
        yield return Step("response.content_part.added", ("item_id", ItemId), ("output_index", 0), ("content_index", 0), ("part", Part("")));
    }

    public override Frame Token(string text, bool isFirst) => Step(
        "response.output_text.delta", ("item_id", ItemId), ("output_index", 0), ("content_index", 0), ("delta", text), ("logprobs", new JsonArray()));

    public override IEnumerable<Frame> Closing(string text)
    {
        yield return Step(
            "response.output_text.done", ("item_id", ItemId), ("output_index", 0), ("content_index", 0), ("text", text), ("logprobs", new JsonArray()));
        yield return Step("response.content_part.done", ("item_id", ItemId), ("output_index", 0), ("content_index", 0), ("part", Part(text)));
        yield return Step("response.output_item.done", ("output_index", 0), ("item", Item("completed", [Part(text)])));
    }

    public override Frame? Done(string text) =>
        Step("response.completed", ("response", Response("completed", [Item("completed", [Part(text)])], withUsage: true)));

    public override Frame Error(string message) =>
        Step("error", ("code", "server_error"), ("message", message), ("param", null));

    public override string Whole(string text) => Json(Response("completed", [Item("completed", [Part(text)])], withUsage: true));

    public override string Refusal(int status, string message) => Json(OpenAIError.Of(status, message));

    private static JsonObject Part(string text) =>
        new() { ["type"] = "output_text", ["text"] = text, ["annotations"] = new JsonArray(), ["logprobs"] = new JsonArray() };

    private static JsonObject Item(string status, JsonArray content) => new()
    {
        ["id"] = ItemId,
        ["type"] = "message",
        ["status"] = status,
        ["role"] = "assistant",
        ["content"] = content,
    };

    private static JsonObject Counts(UsageReport usage) => new()
    {
        ["input_tokens"] = usage.Input,
        ["input_tokens_details"] = usage.OpenAIDetails(),
        ["output_tokens"] = usage.Output,
        ["output_tokens_details"] = new JsonObject { ["reasoning_tokens"] = 0 },
        ["total_tokens"] = usage.Input + usage.Output,
    };

    private JsonObject Response(string status, JsonArray output, bool withUsage)
    {
        var response = new JsonObject
        {
            ["id"] = "resp_upstream",
            ["object"] = "response",
            ["created_at"] = 1_772_000_000,
            ["status"] = status,
            ["error"] = null,
            ["incomplete_details"] = null,
            ["model"] = Model,
            ["output"] = output,
            ["parallel_tool_calls"] = true,
            ["tool_choice"] = "auto",
            ["tools"] = new JsonArray(),
            ["metadata"] = new JsonObject(),
        };
        if (withUsage)
            Usage.AddTo(response, "usage", Counts);
        return response;
    }

    private Frame Step(string type, params (string Name, JsonNode? Value)[] fields)
    {
        var step = new JsonObject { ["type"] = type, ["sequence_number"] = _sequence++ };
        foreach (var (name, value) in fields)
            step[name] = value;
        return Named(step);
    }
}

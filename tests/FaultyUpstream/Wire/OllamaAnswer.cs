using System.Text.Json.Nodes;

namespace LatencyPortal.Testing.Upstream.Wire;

/// <summary>Ollama's <c>/api/chat</c>: a line for each token; it counts no cached tokens.</summary>
internal sealed class OllamaAnswer(string model, UsageReport usage) : WireAnswer(model, usage)
{
    public override Framing Framing => Framing.Lines;

    public override Frame Token(string text, bool isFirst) => Data(Line(text, isLast: false));

    public override IEnumerable<Frame> Closing(string text) => [];

    public override Frame? Done(string text) => Data(Line("", isLast: true));

    public override Frame Error(string message) => new(Refusal(500, message));

    public override string Whole(string text) => Json(Line(text, isLast: true));

    public override string Refusal(int status, string message) => Json(new JsonObject { ["error"] = message });

    private JsonObject Line(string text, bool isLast)
    {
        var line = new JsonObject
        {
            ["model"] = Model,
            ["created_at"] = "2026-03-01T12:00:00.000000Z",
            ["message"] = new JsonObject { ["role"] = "assistant", ["content"] = text },
            ["done"] = isLast,
        };
        if (!isLast)
            return line;
        line["done_reason"] = "stop";
        line["total_duration"] = 2_000_000_000;
        line["load_duration"] = 1_000_000;
        Usage.AddNumber(line, "prompt_eval_count", Usage.Input);
        line["prompt_eval_duration"] = 100_000_000;
        Usage.AddNumber(line, "eval_count", Usage.Output);
        line["eval_duration"] = 1_800_000_000;
        return line;
    }
}

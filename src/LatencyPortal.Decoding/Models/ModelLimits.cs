using LatencyPortal.Decoding.Models.Configs;
using LatencyPortal.Decoding.Models.Onnx;

namespace LatencyPortal.Decoding.Models;

/// <summary>What a model runs without, each with a sentence that says what and why.</summary>
internal sealed class ModelLimits
{
    private readonly List<string> _sentences = [];

    public IReadOnlyList<string> Sentences => _sentences;

    public void Add(string sentence) => _sentences.Add(sentence);

    /// <summary>The context that can be used, after everything that limits it.</summary>
    public ContextLimit Context(ModelConfig config, GraphFacts facts, int most)
    {
        var whole = new ContextLimit(config.ContextLength, "");
        var tightest = new[]
        {
            config.Limit,
            facts.Window is { } window ? new ContextLimit(window, $"attention sees a sliding window of {window} tokens (local_window_size)") : null,
            facts.RotaryRows is { } rows ? new ContextLimit((int)Math.Min(rows, int.MaxValue), "the model's table of rotary positions ends there") : null,
            facts.RotarySwitch is { } bound
                ? new ContextLimit((int)Math.Clamp(bound, 0, int.MaxValue), "the model takes other rotary positions for longer texts, which the keys of before would not fit")
                : null,
            new ContextLimit(most, "the option MaxContextLength says so"),
        }.OfType<ContextLimit>().Aggregate(whole, (least, limit) => limit.Tokens < least.Tokens ? limit : least);
        if (tightest.Tokens < 2)
            throw ModelLoadException.InFile(config.ModelPath, $"a context of {tightest.Tokens} tokens leaves no room for an answer: {tightest.Reason}.");
        if (tightest != whole)
            Add($"The context is limited to {tightest.Tokens} of {whole.Tokens} tokens: {tightest.Reason}.");
        return tightest;
    }

    /// <summary>What the graph cannot do.</summary>
    public void NoteGraph(DecoderPorts ports, GraphFacts facts, bool inPlace, bool sumsOverflow)
    {
        if (ports.LastLogitsOnly)
            Add("Speculation is off: the model computes logits for the last token of a run only, so proposals cannot be verified.");
        if (!inPlace)
            Add("Answers are computed one after another, not as a batch: the model's attention copies its keys in every run instead of keeping them in place (GroupQueryAttention would).");
        if (facts.UsesWholeInt8Range && sumsOverflow)
            Add("Answers may be wrong: the weights use all of 8 bits, and this processor has no VNNI, so sums of products can overflow. Quantize the model to 7 bits (reduce_range), as models/training/quantize.py does.");
        if (facts.RoundsActivations)
            Add("Answers may differ in near-ties with how many tokens are computed together: the model rounds what flows through it to 8 bits, by a scale of the whole run (dynamic quantization).");
    }

    /// <summary>What a graphics card is not used for.</summary>
    public void NoteProvider(ProviderRules rules)
    {
        if (rules.Provider != ExecutionProvider.Cpu)
            Add("Keys and values stay in the processor's memory and travel to the graphics card and back in every run.");
    }
}

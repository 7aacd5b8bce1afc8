using LatencyPortal.Decoding.Models.Configs;
using LatencyPortal.Decoding.Models.Onnx;
using LatencyPortal.Decoding.Speculation;

namespace LatencyPortal.Decoding.Models;

/// <summary>How a model will be run: sizes, limits and memory, known before it is loaded.</summary>
internal sealed record LoadPlan
{
    /// <summary>Bytes of logits of one run, about: a prompt of a large vocabulary is read in smaller pieces.</summary>
    private const int LogitBytes = 16 << 20;

    public required ModelConfig Config { get; init; }

    public required GraphFacts Facts { get; init; }

    public required DecoderPorts Ports { get; init; }

    public required DecoderShape Shape { get; init; }

    /// <summary>What the execution provider asks for.</summary>
    public required ProviderRules Rules { get; init; }

    /// <summary>Sentences that say what the model runs without, and why.</summary>
    public required IReadOnlyList<string> Limits { get; init; }

    /// <summary>Keys are appended in place; else every run copies them.</summary>
    public required bool KeepsKeysInPlace { get; init; }

    /// <summary>Sequences that are decoded together.</summary>
    public required int Rows { get; init; }

    /// <summary>Most tokens of a run of one row.</summary>
    public required int MostTokens { get; init; }

    /// <summary>Most rows of logits of a run of one row.</summary>
    public required int LogitRows { get; init; }

    /// <summary>The graph can be asked for the last row of logits alone; of no use where padding stands behind it.</summary>
    public bool KeepsLogits => Ports.LogitsToKeep is not null && !Shape.LastLogitsOnly && !Rules.BucketsTokens;

    public static LoadPlan Of(ModelConfig config, GraphFacts facts, DecoderPorts ports, DecodingOptions options, ProviderRules rules)
    {
        var limits = new ModelLimits();
        var shape = DecoderShape.Of(ports, limits.Context(config, facts, options.MaxContextLength));
        var inPlace = facts.KeepsKeysInPlace && !config.KeepsPastApart;
        limits.NoteGraph(ports, facts, inPlace, rules.Provider == ExecutionProvider.Cpu && (options.SumsOverflow ?? Processor.SumsOverflow));
        limits.NoteProvider(rules);

        // A round verifies its proposals in one run. A prompt is read in larger ones, where its logits need not be kept.
        var most = Math.Min(options.PrefillChunk, shape.ContextLength);
        var affordable = Math.Max(LogitBytes / Math.Max(1, shape.VocabularySize * sizeof(float)), DraftPlanner.MostDrafted + 1);
        var allLogits = Math.Min(most, affordable);
        return new LoadPlan
        {
            Config = config,
            Facts = facts,
            Ports = ports,
            Rules = rules,
            Shape = shape,
            Limits = limits.Sentences,
            KeepsKeysInPlace = inPlace,
            Rows = options.ChooseRows(shape),
            MostTokens = (ports.LogitsToKeep is not null && !rules.BucketsTokens) || shape.LastLogitsOnly ? most : allLogits,
            LogitRows = shape.LastLogitsOnly ? 1 : allLogits,
        };
    }

    /// <summary>What loading will take, the prefix cache and the draft model left out.</summary>
    public MemoryEstimate Memory(DecodingOptions options)
    {
        var sessions = Rules.AllowsWideSession && options.ChooseWideThreads(Facts.WeightBytes) is not null ? 2 : 1;
        // Of 4 bits ONNX Runtime's packed copy takes about half as much again (1.5 GB for a file of 1 GB, measured).
        var packed = Facts.Weights is "int4" or "int4+int8" ? Facts.WeightBytes * 3 / 2 : Facts.WeightBytes;
        // A growing past needs one row more: the one that is written.
        var rows = KeepsKeysInPlace ? Rows : Rows + 1;
        return new MemoryEstimate(
            packed * sessions,
            rows * Shape.BytesPerToken * Shape.ContextLength,
            (long)Math.Max(Rows, LogitRows) * Shape.VocabularySize * sizeof(float),
            PrefixCache: 0,
            Draft: 0);
    }

    /// <summary>Refuses a model that this machine could only swap, or be stopped for.</summary>
    /// <exception cref="ModelLoadException">The machine, or the container, has less memory than the model needs.</exception>
    public void CheckMemory(DecodingOptions options)
    {
        var there = options.AvailableMemory ?? GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        var needed = Memory(options);
        if (needed.Total <= there)
            return;
        throw ModelLoadException.InFile(
            Config.ModelPath,
            $"the model needs about {Megabytes(needed.Total)} MB of memory (weights {Megabytes(needed.Weights)}, keys and values {Megabytes(needed.KeyValues)}), "
            + $"but there are {Megabytes(there)} MB; a file of lower precision, a smaller context, fewer sequences or less memory for keys and values needs less.");
    }

    private static long Megabytes(long bytes) => (bytes + (1 << 20) - 1) >> 20;
}

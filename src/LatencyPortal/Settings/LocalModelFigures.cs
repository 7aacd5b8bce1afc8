using System.Globalization;
using LatencyPortal.Controls;
using LatencyPortal.Decoding;
using LatencyPortal.Gateway;

namespace LatencyPortal.Settings;

/// <summary>What the Settings page tells of a loaded local model.</summary>
internal static class LocalModelFigures
{
    private const string Off = "off";

    /// <summary>What it is.</summary>
    public static IEnumerable<LocalModelFigure> Facts(LocalModelFacts facts)
    {
        var details = facts.Details;
        yield return new("Computed by", Provider(facts.Provider));
        yield return new("Layout", details.Layout == ModelLayout.HuggingFace ? "Hugging Face" : "onnxruntime-genai", details.File);
        yield return new("Precision", details.Weights, $"keys and values {details.KeyValueType}");
        yield return new("Context", $"{Number(details.ContextLength)} tokens");
        yield return new("Answers together", Number(details.MaxSequences), details.Batching || details.MaxSequences == 1 ? null : "each in runs of its own");
        yield return new("Draft model", facts.HasDraftModel ? "yes" : "no");
        yield return new("Memory, estimated", Megabytes.Format(details.Memory.Total), Parts(details.Memory)) { IsWide = true };
    }

    /// <summary>What it has saved since it was loaded; what nobody asked for yet is no data, never zero.</summary>
    public static IEnumerable<LocalModelFigure> Counters(LocalModelFacts facts, LocalModelCounters? counters) =>
        [.. Prefixes(facts.Details, counters?.PrefixCache ?? default), .. Speculation(facts, counters?.Speculation ?? [])];

    private static IEnumerable<LocalModelFigure> Prefixes(ModelDetails details, PrefixCacheStats stats)
    {
        var asked = stats.Lookups > 0;
        if (!details.PrefixCache)
            return [new("Prefix cache", Off)];
        return
        [
            new("Prefix cache hits", asked ? Share.Format((double)stats.Hits / stats.Lookups) : null, asked ? $"{Number(stats.Hits)} of {Number(stats.Lookups)} requests" : null),
            new("Prompt tokens saved", asked ? Number(stats.TokensSaved) : null, asked ? "not computed again" : null),
            new("Prefix cache memory", asked ? Megabytes.Format(stats.Bytes) : null, $"of at most {Megabytes.Format(details.Memory.PrefixCache)}"),
            new("Prefixes given up", asked ? Number(stats.Evictions) : null, "for others that are worth more"),
        ];
    }

    private static IEnumerable<LocalModelFigure> Speculation(LocalModelFacts facts, IReadOnlyList<SpeculationStats> stats)
    {
        if (!facts.Details.Speculation)
            return [new("Speculation", Off)];
        return new[] { TokenOrigin.DraftModel, TokenOrigin.NGram, TokenOrigin.Forced }
            .Where(source => source != TokenOrigin.DraftModel || facts.HasDraftModel)
            .Select(source => Acceptance(stats.FirstOrDefault(known => known.Source == source) with { Source = source }));
    }

    private static LocalModelFigure Acceptance(SpeculationStats stats)
    {
        var name = stats.Source switch
        {
            TokenOrigin.DraftModel => "Draft model accepted",
            TokenOrigin.NGram => "Repetitions accepted",
            _ => "Formats accepted",
        };
        return stats.Acceptance is { } share
            ? new(name, Share.Format(share), $"{Number(stats.Accepted)} tokens, {Number(stats.Refused)} refused")
            : new(name, null);
    }

    private static string Parts(MemoryEstimate memory)
    {
        (string Name, long Bytes)[] parts =
        [
            ("weights", memory.Weights), ("keys and values", memory.KeyValues), ("logits", memory.Logits), ("prefix cache", memory.PrefixCache),
            ("draft model", memory.Draft),
        ];
        return string.Join(", ", parts.Where(part => part.Bytes > 0).Select(part => $"{part.Name} {Megabytes.Format(part.Bytes)}"));
    }

    private static string Provider(ExecutionProvider provider) => provider switch
    {
        ExecutionProvider.Cpu => "CPU",
        ExecutionProvider.Cuda => "CUDA",
        _ => provider.ToString(),
    };

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}

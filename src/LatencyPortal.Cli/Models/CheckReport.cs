using LatencyPortal.Decoding;

namespace LatencyPortal.Cli.Models;

/// <summary>The JSON of <c>models check</c>; sizes in bytes, times in ms.</summary>
internal sealed record CheckReport
{
    public required string Name { get; init; }

    public required string Folder { get; init; }

    public required ModelLayout Layout { get; init; }

    /// <summary>The ONNX file, relative to the folder.</summary>
    public required string File { get; init; }

    public required int Layers { get; init; }

    public required int KeyValueHeads { get; init; }

    public required int HeadSize { get; init; }

    public required string KeyValueType { get; init; }

    public required long KeyValueBytesPerToken { get; init; }

    /// <summary>Precision of most weights.</summary>
    public required string Weights { get; init; }

    public required int? AccuracyLevel { get; init; }

    public required AttentionKind Attention { get; init; }

    /// <summary>Tokens that prompt and answer may have together.</summary>
    public required int ContextLength { get; init; }

    public required int VocabularySize { get; init; }

    /// <summary>Sequences that are decoded together.</summary>
    public required int MaxSequences { get; init; }

    public required bool HasDraftModel { get; init; }

    public required FeatureReport Features { get; init; }

    /// <summary>What computes it.</summary>
    public required ExecutionProvider Provider { get; init; }

    /// <summary>What did not go as configured.</summary>
    public required IReadOnlyList<string> Notices { get; init; }

    /// <summary>What it runs without, and why.</summary>
    public required IReadOnlyList<string> Limits { get; init; }

    public required MemoryEstimate Memory { get; init; }

    public required double LoadMs { get; init; }

    public required SelfTestReport SelfTest { get; init; }

    public static CheckReport Of(LocalModel model, TimeSpan loaded, SelfTestReport selfTest)
    {
        var details = model.Details;
        return new CheckReport
        {
            Name = model.Name,
            Folder = model.Folder,
            Layout = details.Layout,
            File = details.File,
            Layers = details.Layers,
            KeyValueHeads = details.KeyValueHeads,
            HeadSize = details.HeadSize,
            KeyValueType = details.KeyValueType,
            KeyValueBytesPerToken = details.KeyValueBytesPerToken,
            Weights = details.Weights,
            AccuracyLevel = details.AccuracyLevel,
            Attention = details.Attention,
            ContextLength = details.ContextLength,
            VocabularySize = details.VocabularySize,
            MaxSequences = details.MaxSequences,
            HasDraftModel = model.HasDraftModel,
            Features = new FeatureReport(details.Speculation, details.Batching, details.PrefixCache, details.ConstrainedDecoding),
            Provider = model.Provider,
            Notices = model.Notices,
            Limits = model.Limits,
            Memory = details.Memory,
            LoadMs = loaded.TotalMilliseconds,
            SelfTest = selfTest,
        };
    }
}

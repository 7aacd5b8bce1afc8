using LatencyPortal.Decoding;

namespace LatencyPortal.Gateway;

/// <summary>What a loaded model inside the portal is.</summary>
public sealed record LocalModelFacts
{
    /// <summary>Full path of its folder.</summary>
    public required string Folder { get; init; }

    /// <summary>Layout, precision, context, memory and more.</summary>
    public required ModelDetails Details { get; init; }

    /// <summary>What computes it.</summary>
    public required ExecutionProvider Provider { get; init; }

    /// <summary>Whether a draft model proposes tokens.</summary>
    public required bool HasDraftModel { get; init; }

    /// <summary>What did not go as configured, each a sentence.</summary>
    public required IReadOnlyList<string> Notices { get; init; }

    /// <summary>What it runs without, each a sentence that says what and why.</summary>
    public required IReadOnlyList<string> Limits { get; init; }

    /// <summary>Where the loaded model is found.</summary>
    internal string Key { get; init; } = "";

    internal static LocalModelFacts Of(LocalModel model, string key) => new()
    {
        Folder = model.Folder,
        Details = model.Details,
        Provider = model.Provider,
        HasDraftModel = model.HasDraftModel,
        Notices = model.Notices,
        Limits = model.Limits,
        Key = key,
    };
}

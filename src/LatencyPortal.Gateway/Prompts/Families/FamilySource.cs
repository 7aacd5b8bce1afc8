namespace LatencyPortal.Gateway.Prompts.Families;

/// <summary>Where a rule is from.</summary>
public sealed record FamilySource
{
    /// <summary>Title of the page or file.</summary>
    public required string Title { get; init; }

    /// <summary>Its absolute https address; <see langword="null"/> when <see cref="File"/> names it.</summary>
    public string? Url { get; init; }

    /// <summary>Path of a file of the portal's own source; <see langword="null"/> when <see cref="Url"/> names it.</summary>
    public string? File { get; init; }

    /// <summary>When it was read: <c>2026-11</c> or <c>2026-11-29</c>; of what is remembered, when it was written down.</summary>
    public required string Read { get; init; }

    /// <summary>Whether it was read or is remembered.</summary>
    public required SourceConfidence Confidence { get; init; }

    /// <summary>What it is the source of, in a few words.</summary>
    public required string States { get; init; }
}

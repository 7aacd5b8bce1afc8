namespace LatencyPortal.Decoding.Text.Jinja;

/// <summary>What a rendering may cost, and where it takes the time of day from.</summary>
internal sealed record JinjaOptions
{
    public static JinjaOptions Default { get; } = new();

    /// <summary>
    /// Units of work: one for a node evaluated or a list item touched, and one for every 16 characters
    /// of text built. This bounds time and memory both.
    /// </summary>
    public int MaxSteps { get; init; } = 5_000_000;

    /// <summary>Characters of the output, and of any one text built on the way.</summary>
    public int MaxOutput { get; init; } = 16_000_000;

    /// <summary>Nested evaluations: expressions within expressions, blocks within blocks, macros calling macros.</summary>
    public int MaxDepth { get; init; } = 1_000;

    /// <summary>The clock of <c>strftime_now</c>.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}

using LatencyPortal.Gateway.Prompts.Templates;

namespace LatencyPortal.Gateway.Prompts.Replay;

/// <summary>The steps of a segment.</summary>
internal sealed record OutlineSegment(SegmentKind Kind, bool GoesWithInput, OutlineStep[] Steps)
{
    /// <summary>Where the empty line in front of it is from.</summary>
    public OutlineSource? Joiner { get; } = Steps is [var first, ..] ? first.Source with { Start = -1, Names = [] } : null;

    /// <summary>Turns of an example segment: who says them, and their steps.</summary>
    public (ulong Role, OutlineStep[] Steps)[] Turns { get; init; } = [];

    /// <summary>Tokens of a tools segment as it is sent; -1 when there are no tools in it.</summary>
    public int ToolTokens { get; init; } = -1;
}

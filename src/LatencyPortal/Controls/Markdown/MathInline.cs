using Markdig.Syntax.Inlines;

namespace LatencyPortal.Controls.Markdown;

/// <summary>A formula within a text.</summary>
internal sealed class MathInline : LeafInline
{
    /// <summary>What stands between the delimiters.</summary>
    public required string Tex { get; init; }

    /// <summary>It stands on a line of its own.</summary>
    public required bool IsDisplay { get; init; }
}

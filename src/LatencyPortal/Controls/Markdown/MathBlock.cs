using Markdig.Parsers;
using Markdig.Syntax;

namespace LatencyPortal.Controls.Markdown;

/// <summary>A formula between two lines of delimiters, or in one line with them.</summary>
/// <param name="parser">Its parser.</param>
internal sealed class MathBlock(BlockParser parser) : LeafBlock(parser)
{
    /// <summary>The delimiter that opens it.</summary>
    public required string Opening { get; init; }

    /// <summary>The delimiter that closes it.</summary>
    public required string Closing { get; init; }

    /// <summary>Its closing delimiter is there; otherwise it is no formula but text.</summary>
    public bool IsClosed { get; set; }

    /// <summary>What stands between the delimiters, or behind the first one.</summary>
    public string Tex => Lines.ToString();
}

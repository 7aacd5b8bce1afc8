using System.Text.RegularExpressions;
using LatencyPortal.Controls.Markdown;
using Markdig.Extensions.Tables;
using Markdig.Syntax;

namespace LatencyPortal.Chat.Streaming;

/// <summary>
/// Closes what the last block of an unfinished text has left open, so that no marker flashes up while it arrives. Only
/// the picture while streaming is healed; the finished text is rendered as it is. Code is never touched, but for a closing fence
/// of which only a part is there.
/// </summary>
internal static partial class TailHealer
{
    public static string Heal(string tail)
    {
        if (LastLeaf(SafeMarkdown.Parse(tail)) is not { } leaf || leaf.Parent is TableCell)
            return tail;
        if (leaf is CodeBlock)
            return leaf is FencedCodeBlock { ClosingFencedCharCount: 0 } ? HalfFence().Replace(tail, "") : tail;
        var start = leaf.Span.Start;
        var text = tail[start..];
        // What may become the first two lines of a table is held back until it is one, or cannot be one.
        if (text.StartsWith('|') && text.AsSpan().TrimEnd().Count('\n') < 2)
            return tail[..start];
        // A lone row of dashes or equal signs would turn the lines above into a heading for a moment.
        text = Underline().Replace(text, "");
        text = HalfFence().Replace(text, "");
        return tail[..start] + InlineHealer.Heal(text);
    }

    private static LeafBlock? LastLeaf(Block? block)
    {
        while (block is ContainerBlock container)
            block = container.LastChild;
        return block as LeafBlock;
    }

    [GeneratedRegex(@"(?<=\n) {0,3}(-+|=+)$")]
    private static partial Regex Underline();

    [GeneratedRegex(@"(?<=^|\n) {0,3}(`{1,2}|~{1,2})$")]
    private static partial Regex HalfFence();
}

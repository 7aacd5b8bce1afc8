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
    /// <summary>A formula of which so many UTF-16 units are there and no end is none.</summary>
    private const int LongestMath = 4000;

    public static string Heal(string tail)
    {
        var document = SafeMarkdown.Parse(tail);
        var last = LastBlock(document);
        var line = tail.LastIndexOf('\n') + 1;
        // The language of code is known when its line is whole.
        if (last is FencedCodeBlock && last.Span.Start >= line)
            return tail[..line];
        // A formula appears when it is whole.
        if (last is MathBlock { IsClosed: false } math && tail.Length - math.Span.Start <= LongestMath)
            return tail[..math.Span.Start];
        if (last is MathBlock)
            return tail;
        if (last is CodeBlock)
            return last is FencedCodeBlock { ClosingFencedCharCount: 0 } ? HalfFence().Replace(tail, "") : tail;
        // What may become the first two lines of a table is held back until it is one, or cannot be one.
        var start = tail.LastIndexOf("\n\n", StringComparison.Ordinal) is >= 0 and var blank ? blank + 2 : 0;
        if (tail.AsSpan(start).TrimStart() is ['|', ..] lines && lines.Count('\n') < 2)
            return tail[..start];
        // A row of a table appears when it is whole; a lone bar below a table would make another block of it for a moment.
        if (last is Table or TableRow or TableCell || last?.Parent is TableCell || (line < tail.Length && LoneBar().IsMatch(tail.AsSpan(line))))
            return tail[..line];
        // A link must not lead to half an address, and a definition is not shown, in a quote or a list neither.
        if (line < tail.Length && document.Descendants<LinkReferenceDefinition>().LastOrDefault(definition => definition.Span.End >= line) is { } half)
            return tail[..half.Span.Start];
        if (last is not LeafBlock leaf)
            return tail;
        start = leaf.Span.Start;
        var text = tail[start..];
        if (leaf is ParagraphBlock && Definition().IsMatch(text))
            return tail[..start];
        // A lone row of dashes or equal signs would turn the lines above into a heading for a moment.
        text = Underline().Replace(text, "");
        text = HalfFence().Replace(text, "");
        return tail[..start] + InlineHealer.Heal(text);
    }

    private static Block? LastBlock(Block block)
    {
        while (block is ContainerBlock { LastChild: { } last })
            block = last;
        return block;
    }

    [GeneratedRegex(@"^\[[^\[\]\n]+\]:[^\n]*$")]
    private static partial Regex Definition();

    [GeneratedRegex(@"^[ \t>]*\|[ \t]*$")]
    private static partial Regex LoneBar();

    [GeneratedRegex(@"(?<=\n) {0,3}(-+|=+)$")]
    private static partial Regex Underline();

    [GeneratedRegex(@"(?<=^|\n) {0,3}(`{1,2}|~{1,2})$")]
    private static partial Regex HalfFence();
}

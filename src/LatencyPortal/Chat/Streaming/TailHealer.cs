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
        // What could yet be an item, a heading or a rule is none of them before one more character says so.
        if (HalfMarker().Match(tail, line) is { Success: true } marker)
            return Heal(tail[..marker.Groups["half"].Index]);
        // What may become the first two lines of a table is held back until it is one, or cannot be one.
        var start = BarredLines(tail);
        if (start < tail.Length && tail.AsSpan(start).Count('\n') < 2)
            return Heal(tail[..start]);
        // A row of a table appears when it is whole; a lone bar below a table would make another block of it for a moment.
        if (IsOfTable(last) || (line < tail.Length && (LoneBar().IsMatch(tail.AsSpan(line)) || IsHalfRow(tail, line, last))))
            return tail[..line];
        // A link must not lead to half an address, and a definition is not shown, in a quote or a list neither.
        if (line < tail.Length && document.Descendants<LinkReferenceDefinition>().LastOrDefault(definition => definition.Span.End >= line) is { } half)
            return tail[..half.Span.Start];
        if (last is not LeafBlock leaf)
            return tail;
        // A definition behind it has ended it: what would be put at the end would be put into that.
        if (document.Descendants<LinkReferenceDefinition>().Any(definition => definition.Span.Start > leaf.Span.End))
            return tail;
        start = leaf.Span.Start;
        var text = tail[start..];
        if (leaf is ParagraphBlock && (Definition().IsMatch(text) || (leaf.Parent is ListItemBlock item && item[0] == leaf && HalfTask().IsMatch(text))))
            return tail[..start];
        // A lone row of dashes or equal signs would turn the lines above into a heading for a moment, and may turn them into a table.
        text = Underline().Replace(text, "");
        text = HalfFence().Replace(text, "");
        return tail[..start] + InlineHealer.Heal(text);
    }

    /// <summary>Where the lines that begin with a bar begin, with which a text ends; its end when there are none.</summary>
    private static int BarredLines(string tail)
    {
        var start = tail.Length;
        while (start > 0)
        {
            var line = start == 1 ? 0 : tail.LastIndexOf('\n', start - 2) + 1;
            if (tail.AsSpan(line..start).TrimStart(" \t>") is not ['|', ..])
                break;
            start = line;
        }

        return start;
    }

    private static bool IsOfTable(Block? block) => block is Table or TableRow or TableCell || block?.Parent is TableCell;

    /// <summary>A row that has no bar yet makes text of the whole table for the parser.</summary>
    private static bool IsHalfRow(string tail, int line, Block? last) =>
        last is ParagraphBlock or HeadingBlock && last.Span.Start < line && DelimiterRow().IsMatch(tail.AsSpan(last.Span.Start..line))
        && IsOfTable(LastBlock(SafeMarkdown.Parse(tail[..line])));

    private static Block? LastBlock(Block block)
    {
        while (block is ContainerBlock container)
        {
            // Definitions are gathered at the end of the text, wherever they stand.
            var last = container.Count - (container.LastChild is LinkReferenceDefinitionGroup ? 2 : 1);
            if (last < 0)
                break;
            block = container[last];
        }

        return block;
    }

    [GeneratedRegex(@"^\[[^\[\]\n]+\]:[^\n]*$")]
    private static partial Regex Definition();

    [GeneratedRegex(@"^[ \t>]*\|[ \t]*$")]
    private static partial Regex LoneBar();

    [GeneratedRegex(@"\n[ \t>]*[-:| \t]*-[-:| \t]*\|[-:| \t]*\r?\n|\n[ \t>]*\|[-:| \t]*-[-:| \t]*\r?\n")]
    private static partial Regex DelimiterRow();

    [GeneratedRegex(@"(?<=\n)[ \t>]*(=+[ \t]*|[-:| \t]*[-:][-:| \t]*)\z")]
    private static partial Regex Underline();

    [GeneratedRegex(@"\G[ \t>]*(([-+*]|[0-9]{1,9}[.)])[ \t]{1,4}(?![ \t])(>[ \t]?)*)*(?<half>-+|\++|\*+|_+|=+|\#{1,6}|[0-9]{1,9}[.)]?)\z")]
    private static partial Regex HalfMarker();

    [GeneratedRegex(@"^\[([ xX]\]?)?\z")]
    private static partial Regex HalfTask();

    [GeneratedRegex(@"(?<=^|\n) {0,3}(`{1,2}|~{1,2})$")]
    private static partial Regex HalfFence();
}

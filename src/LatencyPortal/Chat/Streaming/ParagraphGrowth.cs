using LatencyPortal.Controls.Markdown;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace LatencyPortal.Chat.Streaming;

/// <summary>
/// A paragraph is done up to a word before which nothing is open: no emphasis, code or bracket that later text could still close. The
/// word itself, in letters only, is the context: it makes a paragraph of whatever follows it.
/// </summary>
internal sealed class ParagraphGrowth(DomElement paragraph, int start) : Growth(paragraph, GrowingElement.Of(paragraph, 1), start)
{
    public override bool NeedsWholeLines => false;

    /// <summary>
    /// Where a bar stands the parser tries a table, and which code reaches over a line then depends on all that was before.
    /// </summary>
    public static bool CanGrow(ParagraphBlock paragraph) =>
        paragraph.Inline?.Descendants<LiteralInline>().All(literal => !literal.Content.AsSpan().Contains('|')) ?? true;

    public override List<DomNode>? Read(ParsedText parsed)
    {
        if (parsed.Blocks[0] is not ParagraphBlock paragraph || !CanGrow(paragraph))
            return null;
        var element = new DomElement("p");
        InlineBuilder.AddAll(paragraph.Inline, element);
        if (Context.Length == 0)
            return element.Children;
        // White space at the end of a paragraph is not shown, nor is that of the context when nothing follows it.
        if (element.Children is not [DomText text, ..] || !text.Text.StartsWith(Context.AsSpan().TrimEnd(), StringComparison.Ordinal))
            return null;
        var rest = text.Text.Length > Context.Length ? text.Text[Context.Length..] : "";
        if (rest.Length > 0)
            element.Children[0] = new DomText(rest);
        else
            element.Children.RemoveAt(0);
        return element.Children;
    }

    public override void Advance(ParsedText parsed)
    {
        var (nodes, characters, source) = (0, 0, 0);
        var (probe, brackets) = (new DomElement("p"), 0);
        for (var inline = ((ParagraphBlock)parsed.Blocks[0]).Inline?.FirstChild; inline is not null; inline = inline.NextSibling)
        {
            if (inline is LiteralInline literal)
            {
                var content = literal.Content.AsSpan();
                // An escaped bracket may open a formula.
                if (literal.IsFirstCharacterEscaped && content is ['(' or '[', ..])
                    break;
                var open = InlineOpeners.Find(content, ref brackets, out var closedAt);
                // Only where the text stands as it was written is its place known.
                var isAsWritten = literal.Span.Length == content.Length && parsed.Text.AsSpan(literal.Span.Start, content.Length).SequenceEqual(content);
                var place = isAsWritten && (open >= 0 || brackets == 0) ? LastWordEnd(content[..(open >= 0 ? open : content.Length)], closedAt) : 0;
                var at = literal.Span.Start + place - parsed.Start;
                if (place > 0 && at > Context.Length && at <= parsed.Same)
                {
                    var behind = probe.Children is [.., DomText text] ? text.Text.Length : 0;
                    (nodes, characters, source) = (probe.Children.Count - (behind > 0 ? 1 : 0), behind + place, at);
                }

                if (open >= 0)
                    break;
            }

            InlineBuilder.Add(inline, probe);
        }

        if (source == 0)
            return;
        // The tail begins behind the context.
        Inside.Freeze(nodes, nodes == 0 ? characters - Context.Length : characters);
        Safe += source - Context.Length;
        var done = parsed.Text.AsSpan(parsed.Start, source);
        Context = done[(done[..^1].LastIndexOfAny(' ', '\n') + 1)..].ToString();
    }

    /// <summary>The place behind the last word of two or more letters that is followed by one space; 0 when there is none from a place on.</summary>
    private static int LastWordEnd(ReadOnlySpan<char> content, int from)
    {
        for (var space = content.LastIndexOf(' '); space >= Math.Max(2, from); space = content[..space].LastIndexOf(' '))
        {
            var word = space;
            while (word > 0 && char.IsLetter(content[word - 1]))
                word--;
            var isAlone = word == 0 || content[word - 1] == ' ';
            // A word at the very front may be the rest of one that began in something else.
            if (space - word >= 2 && isAlone && word > 0 && space + 1 < content.Length && content[space + 1] != ' ')
                return space + 1;
        }

        return 0;
    }
}

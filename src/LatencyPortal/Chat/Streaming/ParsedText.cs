using LatencyPortal.Controls.Markdown;
using Markdig.Extensions.Tables;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace LatencyPortal.Chat.Streaming;

/// <summary>A part of the text as the parser saw it: definitions that are known, context, then the part.</summary>
internal sealed class ParsedText
{
    /// <param name="definitions">Link definitions to be known.</param>
    /// <param name="text">Context and the part.</param>
    /// <param name="same">How much of the text is as it was written; from there on it was healed.</param>
    public ParsedText(string definitions, string text, int same)
    {
        Text = definitions + text;
        Same = same;
        Start = definitions.Length;
        Document = SafeMarkdown.Parse(Text);
        Blocks = [.. Document.Where(block => block is not LinkReferenceDefinitionGroup && block.Span.Start >= Start)];
    }

    /// <summary>All that was parsed.</summary>
    public string Text { get; }

    /// <summary>Where the context begins.</summary>
    public int Start { get; }

    /// <summary>How much of context and part is as it was written.</summary>
    public int Same { get; }

    public MarkdownDocument Document { get; }

    /// <summary>What can be seen of it.</summary>
    public IReadOnlyList<Block> Blocks { get; }

    /// <summary>
    /// How many of the blocks are done if the text goes on behind a line: all but the last. A table below a text without a blank line
    /// between is one with it, because a later line may make text of it again.
    /// </summary>
    public int Done => Blocks switch
    {
        [.., ParagraphBlock text, Table table] when text.Span.End >= table.Span.Start || Text.AsSpan(text.Span.End..table.Span.Start).Count('\n') < 2 => Blocks.Count - 2,
        _ => Math.Max(0, Blocks.Count - 1),
    };

    /// <summary>Where the line of a block begins.</summary>
    public int LineOf(Block block) => block.Span.Start == 0 ? 0 : Text.LastIndexOf('\n', block.Span.Start - 1) + 1;

    /// <summary>
    /// A bare address that no white space has ended may still become another one, whatever stands behind it: until then it is plain text. So is
    /// one behind an open bracket, because there is no link in the text of a link.
    /// </summary>
    public ParsedText WithoutOpenAddress()
    {
        var words = Text.AsSpan().LastIndexOfAny(" \t\n") + 1;
        foreach (var link in Document.Descendants<LinkInline>().Where(link => link.IsAutoLink && (link.Span.End >= words || link.Span.Start >= Start + Same)).ToList())
            link.ReplaceBy(new LiteralInline(Text.Substring(link.Span.Start, link.Span.Length)) { Span = link.Span }, copyChildren: false);
        return this;
    }

    /// <summary>What blocks look like.</summary>
    public static List<DomNode> Nodes(IEnumerable<Block> blocks)
    {
        var body = new DomElement("div");
        foreach (var block in blocks)
            DomBuilder.Add(block, body);
        return body.Children;
    }
}

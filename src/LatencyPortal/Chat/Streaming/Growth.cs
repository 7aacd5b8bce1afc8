using LatencyPortal.Controls.Markdown;
using Markdig.Syntax;

namespace LatencyPortal.Chat.Streaming;

/// <summary>
/// How one kind of block grows: which of its text is done for good, so that only what follows is parsed again, with a few characters of
/// context before it that make the parser see the same block.
/// </summary>
/// <param name="block">The element of the block.</param>
/// <param name="inside">The element in it whose children come one after the other.</param>
/// <param name="start">Where the block begins in the text.</param>
internal abstract class Growth(DomElement block, GrowingElement inside, int start)
{
    public DomElement Block => block;

    public GrowingElement Inside => inside;

    /// <summary>Where the text that is parsed begins.</summary>
    public int Safe { get; protected set; } = start;

    /// <summary>What is put before it.</summary>
    public string Context { get; protected set; } = "";

    /// <summary>Only what ends with a line tells what is done.</summary>
    public abstract bool NeedsWholeLines { get; }

    /// <summary>
    /// What is to be shown behind the frozen children for the first block of a parsed text; null when it is another block by now.
    /// </summary>
    public abstract List<DomNode>? Read(ParsedText parsed);

    /// <summary>Freezes what is done for good, of what is shown; called with a text that <see cref="Read"/> has taken.</summary>
    /// <param name="parsed">The text that was parsed: context, then the text from <see cref="Safe"/> on.</param>
    public abstract void Advance(ParsedText parsed);

    /// <summary>A way to grow for the only block of an open text; null when it is of a kind that is always parsed whole.</summary>
    /// <param name="open">The block, as it is shown.</param>
    /// <param name="whole">The block as it is without the line that is still arriving; null when that was not looked at.</param>
    /// <param name="shown">Its element.</param>
    /// <param name="start">Where its text begins.</param>
    public static Growth? Of(Block open, Block? whole, DomNode shown, int start) => (open, shown) switch
    {
        (ParagraphBlock text, DomElement { Tag: "p" } element) when ParagraphGrowth.CanGrow(text) => new ParagraphGrowth(element, start),
        // A line that is healed may look like an item that makes room in the whole list.
        (ListBlock list, DomElement element) when whole is ListBlock same && same.IsLoose == list.IsLoose => new ListGrowth(list, element, start),
        (Markdig.Extensions.Tables.Table, DomElement { Children: [_, DomElement { Tag: "tbody" } rows] } element) => new TableGrowth(element, rows, start),
        _ => null,
    };
}

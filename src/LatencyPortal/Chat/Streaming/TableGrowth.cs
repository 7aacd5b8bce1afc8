using LatencyPortal.Controls.Markdown;
using Markdig.Extensions.Tables;

namespace LatencyPortal.Chat.Streaming;

/// <summary>Every row of a table is done when its line is; the two lines of the head are the context of those to come.</summary>
internal sealed class TableGrowth(DomElement table, DomElement rows, int start) : Growth(table, GrowingElement.Of(rows, 2), start)
{
    public override bool NeedsWholeLines => true;

    public override List<DomNode>? Read(ParsedText parsed) =>
        parsed.Blocks[0] is Table table ? [.. table.Cast<TableRow>().Where(row => !row.IsHeader).Select(row => DomBuilder.Row(table, row))] : null;

    public override void Advance(ParsedText parsed)
    {
        if (Read(parsed) is not { } done || done.Any(IsOpen) || Inside.Tail.Count < done.Count || !DomNode.AreEqual(done, Inside.Tail[..done.Count]))
            return;
        var text = parsed.Text[parsed.Start..];
        // A blank line ends the table: it must be seen together with what comes.
        if (text.AsSpan().TrimEnd(" \t\r\n") is var rows && text.AsSpan(rows.Length).Count('\n') > 1)
            return;
        Inside.Freeze(done.Count);
        Safe += text.Length - Context.Length;
        if (Context.Length == 0)
            Context = text[..(text.IndexOf('\n', text.IndexOf('\n', StringComparison.Ordinal) + 1) + 1)];
    }

    /// <summary>Code, links and formulas may reach over bars and lines: what could begin one is not done.</summary>
    private static bool IsOpen(DomNode node) => node switch
    {
        DomText text => text.Text.AsSpan().ContainsAny("`[$("),
        DomElement { Tag: "code" } => false,
        DomElement element => element.Children.Any(IsOpen),
        _ => false,
    };
}

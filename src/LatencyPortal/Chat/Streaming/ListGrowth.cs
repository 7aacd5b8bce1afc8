using LatencyPortal.Controls.Markdown;
using Markdig.Syntax;

namespace LatencyPortal.Chat.Streaming;

/// <summary>
/// A list is done up to its last item. One blank line between two items makes room between all of them; then the list is another one
/// and is shown anew, once.
/// </summary>
internal sealed class ListGrowth(ListBlock list, DomElement element, int start) : Growth(element, GrowingElement.Of(element, 1), start)
{
    private readonly bool _isLoose = list.IsLoose;
    private readonly char _marker = list.BulletType;
    private readonly char _delimiter = list.OrderedDelimiter;

    /// <summary>A line that is still arriving may begin an item and turn out to be a rule.</summary>
    public override bool NeedsWholeLines => true;

    public override List<DomNode>? Read(ParsedText parsed)
    {
        if (parsed.Blocks[0] is not ListBlock now || now.BulletType != _marker || now.OrderedDelimiter != _delimiter || (now.IsLoose && !_isLoose))
            return null;
        var items = DomBuilder.List(now, _isLoose);
        return items.LooksLike(Block) || Inside.Element.Children.Count > 0 ? items.Children : null;
    }

    public override void Advance(ParsedText parsed)
    {
        if (Read(parsed) is null || parsed.Blocks[0] is not ListBlock { Count: > 1 } items)
            return;
        var done = DomBuilder.List(items, _isLoose).Children[..^1];
        if (Inside.Tail.Count < done.Count || !DomNode.AreEqual(done, Inside.Tail[..done.Count]))
            return;
        Inside.Freeze(done.Count);
        Safe += parsed.LineOf(items[^1]) - parsed.Start;
    }
}

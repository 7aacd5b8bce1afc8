using System.Text;
using LatencyPortal.Controls.Markdown;

namespace LatencyPortal.Chat.Streaming;

/// <summary>
/// An element whose children come one after the other. Those in front are frozen: they are neither looked at nor sent again. A
/// frozen text may go on in the tail, and is one text in the browser.
/// </summary>
/// <param name="element">The element; its children are the frozen ones.</param>
/// <param name="depth">How many last elements lead to it from the body.</param>
internal sealed class GrowingElement(DomElement element, int depth)
{
    private readonly StringBuilder _text = new();

    public DomElement Element => element;

    /// <summary>What is shown behind the frozen children; the first is a text if a frozen one goes on in it.</summary>
    public List<DomNode> Tail { get; private set; } = [];

    /// <summary>An element that is shown already, all of it open.</summary>
    public static GrowingElement Of(DomElement element, int depth)
    {
        var growing = new GrowingElement(element, depth) { Tail = [.. element.Children] };
        element.Children.Clear();
        return growing;
    }

    /// <summary>Shows other nodes behind the frozen ones.</summary>
    public void Show(List<DomNode> tail, BatchWriter batch)
    {
        if (_text.Length > 0 && tail is not [DomText, ..])
            tail.Insert(0, new DomText(""));
        DomDiff.Write(batch, depth, element.Children.Count, _text.Length, Tail, tail);
        Tail = tail;
    }

    /// <summary>Shows characters behind a frozen text, or behind nothing, and freezes them.</summary>
    public void Append(string text, BatchWriter batch)
    {
        batch.Change(depth, element.Children.Count, _text.Length == 0 ? -1 : _text.Length, [new DomText(text)]);
        _text.Append(text);
    }

    /// <summary>Freezes the first nodes of the tail, and the first characters of the text behind them.</summary>
    public void Freeze(int nodes, int characters = 0)
    {
        for (var i = 0; i < nodes; i++)
            element.Children.Add(i == 0 ? Joined() : Tail[i]);
        if (characters > 0)
        {
            var text = ((DomText)Tail[nodes]).Text;
            _text.Append(text, 0, characters);
            Tail = [new DomText(text[characters..]), .. Tail.Skip(nodes + 1)];
        }
        else if (nodes > 0)
        {
            Tail = Tail[nodes..];
        }
    }

    /// <summary>The element with all that is shown in it.</summary>
    public DomElement Finish()
    {
        if (Tail.Count == 0 && _text.Length > 0)
            Tail.Add(new DomText(""));
        Freeze(Tail.Count);
        return element;
    }

    private DomNode Joined()
    {
        if (_text.Length == 0)
            return Tail[0];
        var joined = new DomText(_text.Append(((DomText)Tail[0]).Text).ToString());
        _text.Clear();
        return joined;
    }
}

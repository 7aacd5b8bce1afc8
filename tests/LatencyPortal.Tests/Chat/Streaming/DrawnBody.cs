using System.Text.Json;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using LatencyPortal.Chat.Streaming;

namespace LatencyPortal.Tests.Chat.Streaming;

/// <summary>What the page's module makes of changes: the same rules on a document without a browser.</summary>
internal sealed class DrawnBody
{
    private readonly IDocument _document = new HtmlParser().ParseDocument("<div></div>");

    public DrawnBody() => Element = _document.QuerySelector("div")!;

    public IElement Element { get; }

    /// <summary>Blocks that were said not to change any more.</summary>
    public int Settled { get; private set; }

    /// <summary>Settled blocks that were replaced nevertheless.</summary>
    public int Patched { get; private set; }

    public string Html => Element.InnerHtml;

    /// <summary>HTML of the settled blocks.</summary>
    public IReadOnlyList<string> SettledHtml => [.. Element.Children.Take(Settled).Select(block => block.OuterHtml)];

    public void Apply(MarkdownBatch batch)
    {
        using var changes = JsonDocument.Parse(batch.Json, new JsonDocumentOptions { MaxDepth = 1000 });
        foreach (var change in changes.RootElement.EnumerateArray())
        {
            if (change[0].ValueKind == JsonValueKind.Number)
            {
                Alter(change);
            }
            else if (change[0].GetString() == "p")
            {
                Element.ChildNodes[change[1].GetInt32()].ReplaceWith(Make(change[2]));
                Patched++;
            }
            else
            {
                Settled = change[1].GetInt32();
            }
        }
    }

    private void Alter(JsonElement change)
    {
        var (depth, keep, cut) = (change[0].GetInt32(), change[1].GetInt32(), change[2].GetInt32());
        var parent = Element;
        for (; depth > 0; depth--)
            parent = parent.LastElementChild!;
        while (parent.ChildNodes.Length > (cut < 0 ? keep : keep + 1))
            parent.LastChild!.RemoveFromParent();
        if (cut >= 0)
        {
            var text = (IText)parent.ChildNodes[keep];
            text.Delete(cut, text.Length - cut);
        }

        foreach (var node in change.EnumerateArray().Skip(3))
        {
            if (node.ValueKind == JsonValueKind.String && parent.LastChild is IText last)
                last.Append(node.GetString()!);
            else if (node.ValueKind != JsonValueKind.String || node.GetString()!.Length > 0)
                parent.AppendChild(Make(node));
        }
    }

    private INode Make(JsonElement node)
    {
        if (node.ValueKind == JsonValueKind.String)
            return _document.CreateTextNode(node.GetString()!);
        var element = _document.CreateElement(node[0].GetString()!);
        if (node[1].ValueKind == JsonValueKind.Object)
        {
            foreach (var attribute in node[1].EnumerateObject())
                element.SetAttribute(attribute.Name, attribute.Value.GetString()!);
        }

        foreach (var child in node.EnumerateArray().Skip(2))
            element.AppendChild(Make(child));
        return element;
    }
}

using LatencyPortal.Controls.Markdown;

namespace LatencyPortal.Chat.Library.Sharing;

/// <summary>Markdown for a page without scripts: what would have to be pressed is left out, or says what it stands for.</summary>
internal static class StillMarkdown
{
    public static string ToHtml(string markdown)
    {
        var nodes = SafeMarkdown.ToDom(markdown);
        Still(nodes);
        return DomHtml.Of(nodes);
    }

    private static void Still(List<DomNode> nodes)
    {
        for (var i = 0; i < nodes.Count; i++)
        {
            if (nodes[i] is not DomElement element)
                continue;
            if (element.Tag != "button")
            {
                Still(element.Children);
                continue;
            }

            var words = new DomElement("span", ("class", "lp-muted"));
            if (element.Attributes.Any(attribute => attribute.Name == "data-image"))
                words.Children.AddRange(element.Children);
            nodes[i] = words;
        }
    }
}

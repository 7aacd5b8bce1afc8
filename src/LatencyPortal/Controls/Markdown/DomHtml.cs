using System.Text;
using System.Text.Encodings.Web;

namespace LatencyPortal.Controls.Markdown;

/// <summary>Writes nodes as HTML, for pages that are drawn at once.</summary>
internal static class DomHtml
{
    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(System.Text.Unicode.UnicodeRanges.All);

    public static string Of(IEnumerable<DomNode> nodes)
    {
        var html = new StringBuilder();
        foreach (var node in nodes)
            Write(html, node);
        return html.ToString();
    }

    private static void Write(StringBuilder html, DomNode node)
    {
        if (node is DomText text)
        {
            html.Append(Encoder.Encode(text.Text));
            return;
        }

        var element = (DomElement)node;
        html.Append('<').Append(element.Tag);
        foreach (var (name, value) in element.Attributes)
            html.Append(' ').Append(name).Append("=\"").Append(Encoder.Encode(value)).Append('"');
        html.Append('>');
        if (element.Tag is "br" or "hr" or "input")
            return;
        // The first line break in a pre would be swallowed by the browser; code stands in an element of its own there.
        foreach (var child in element.Children)
            Write(html, child);
        html.Append("</").Append(element.Tag).Append('>');
    }
}

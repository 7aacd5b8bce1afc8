using Markdig.Renderers;
using Markdig.Renderers.Html;
using Markdig.Syntax.Inlines;

namespace LatencyPortal.Controls;

/// <summary>Links with allowed addresses; images as text with a link, never as an element that loads.</summary>
internal sealed class SafeLinkRenderer : HtmlObjectRenderer<LinkInline>
{
    protected override void Write(HtmlRenderer renderer, LinkInline link)
    {
        var url = link.GetDynamicUrl?.Invoke() ?? link.Url;
        if (link.IsImage)
            renderer.Write("<span class=\"lp-image\">[image: ");
        if (SafeUrl.IsAllowed(url))
        {
            WriteOpen(renderer, url!);
            renderer.WriteChildren(link);
            renderer.Write("</a>");
        }
        else
        {
            renderer.WriteChildren(link);
        }

        if (link.IsImage)
            renderer.Write("]</span>");
    }

    internal static void WriteOpen(HtmlRenderer renderer, string url)
    {
        renderer.Write("<a href=\"").WriteEscapeUrl(url).Write('"');
        if (SafeUrl.IsExternal(url))
            renderer.Write(" target=\"_blank\" rel=\"noopener noreferrer nofollow\"");
        renderer.Write('>');
    }
}

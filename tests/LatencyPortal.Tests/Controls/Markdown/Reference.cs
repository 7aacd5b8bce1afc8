using System.Text.RegularExpressions;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using LatencyPortal.Controls.Markdown;
using Markdig.Renderers;
using Markdig.Renderers.Html;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace LatencyPortal.Tests.Controls.Markdown;

/// <summary>
/// Markdig's own rendering as the reference, and a form in which it can be compared with ours: what the portal shows otherwise on purpose
/// (heads of code, images, outer links, levels of headings) is brought to one form on both sides.
/// </summary>
internal static partial class Reference
{
    private static readonly HashSet<string> Blocks =
        ["p", "ul", "ol", "li", "blockquote", "pre", "table", "thead", "tbody", "tr", "th", "td", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "div"];

    /// <summary>The whole text as Markdig renders it, in the form to compare.</summary>
    public static string Of(string markdown)
    {
        using var writer = new StringWriter();
        var renderer = new HtmlRenderer(writer);
        SafeMarkdown.Pipeline.Setup(renderer);
        renderer.ObjectRenderers.Add(new MathInlineReference());
        renderer.ObjectRenderers.Add(new MathBlockReference());
        var document = SafeMarkdown.Parse(markdown);
        document.Descendants<Inline>().ToList().ForEach(Unlink);
        renderer.Render(document);
        return Form(writer.ToString(), isOurs: false);
    }

    /// <summary>An address with a backslash is refused by ours; Markdig writes it encoded, so that it cannot be told any more.</summary>
    private static void Unlink(Inline inline)
    {
        if (inline is AutolinkInline { Url: var url } && url.Contains('\\', StringComparison.Ordinal))
            inline.ReplaceBy(new LiteralInline(url));
        else if (inline is LinkInline link && (link.GetDynamicUrl?.Invoke() ?? link.Url)?.Contains('\\', StringComparison.Ordinal) == true)
            (link.Url, link.GetDynamicUrl) = ("", null);
    }

    /// <summary>Our HTML in the form to compare.</summary>
    public static string Form(string html) => Form(html, isOurs: true);

    private static string Form(string html, bool isOurs)
    {
        var document = new HtmlParser().ParseDocument($"<body>{html}</body>");
        foreach (var code in document.QuerySelectorAll("div.lp-code").ToList())
            code.ReplaceWith(code.QuerySelector("pre")!);
        foreach (var element in document.Body!.Descendants<IElement>().ToList())
            Adapt(element, isOurs);
        Trim(document.Body!);
        return document.Body!.InnerHtml;
    }

    private static void Adapt(IElement element, bool isOurs)
    {
        switch (element.LocalName)
        {
            case "h1" or "h2" or "h3" or "h4" or "h5" or "h6":
                // Ours begin at level 3 and end at 6.
                var level = element.LocalName[1] - '0';
                var heading = element.Owner!.CreateElement($"h{Math.Min(6, isOurs ? level : level + 2)}");
                heading.Append([.. element.ChildNodes]);
                element.ReplaceWith(heading);
                return;
            case "a" when !SafeUrl.IsAllowed(element.GetAttribute("href")):
                element.ReplaceWith([.. element.ChildNodes]);
                return;
            case "span" when element.ClassName == "lp-math":
                element.ReplaceWith([.. element.ChildNodes]);
                return;
            case "math":
                var formula = element.Owner!.CreateElement("code");
                formula.TextContent = element.GetAttribute("alttext")!;
                element.ReplaceWith(formula);
                return;
            case "img":
                var isShown = SafeUrl.IsAllowed(element.GetAttribute("src")) && !element.GetAttribute("src")!.StartsWith("mailto:", StringComparison.OrdinalIgnoreCase);
                element.ReplaceWith(element.Owner!.CreateTextNode(isShown ? $"(image {element.GetAttribute("alt")})" : element.GetAttribute("alt")!));
                return;
            case "button":
                element.ReplaceWith(element.Owner!.CreateTextNode($"(image {Offer().Replace(element.TextContent, "", 1)})"));
                return;
        }

        foreach (var attribute in element.Attributes.ToList())
        {
            if (attribute.Name is not ("href" or "title" or "start" or "type" or "checked" or "disabled"))
                element.RemoveAttribute(attribute.Name);
        }

        if (element.LocalName == "input")
        {
            var isDone = element.HasAttribute("checked");
            element.RemoveAttribute("checked");
            foreach (var (name, value) in new[] { ("disabled", ""), ("type", "checkbox") }.Concat(isDone ? [("checked", "")] : []))
            {
                element.RemoveAttribute(name);
                element.SetAttribute(name, value);
            }
        }
    }

    private sealed class MathInlineReference : HtmlObjectRenderer<MathInline>
    {
        protected override void Write(HtmlRenderer renderer, MathInline math) => renderer.Write("<code>").WriteEscape(math.Tex).Write("</code>");
    }

    private sealed class MathBlockReference : HtmlObjectRenderer<MathBlock>
    {
        protected override void Write(HtmlRenderer renderer, MathBlock math)
        {
            var (tag, text) = math.IsClosed ? ("code", math.Tex) : ("p", $"{math.Opening}\n{math.Tex}");
            renderer.Write($"<{tag}>").WriteEscape(text).Write($"</{tag}>");
        }
    }

    [GeneratedRegex("^Show image(?: from [^ :]+)?(?:: )?")]
    private static partial Regex Offer();

    private static void Trim(INode node)
    {
        node.Normalize();
        foreach (var text in node.ChildNodes.OfType<IText>().ToList())
        {
            var isAfterBlock = text.PreviousSibling is null ? node is IElement { LocalName: not "code" } outer && Blocks.Contains(outer.LocalName) : text.PreviousSibling is IElement before && Blocks.Contains(before.LocalName);
            var isBeforeBlock = text.NextSibling is null ? node is IElement { LocalName: not "code" } parent && Blocks.Contains(parent.LocalName) : text.NextSibling is IElement after && Blocks.Contains(after.LocalName);
            var value = text.Data;
            if (isAfterBlock || node is IElement { LocalName: "body" })
                value = value.TrimStart('\n');
            if (isBeforeBlock || node is IElement { LocalName: "body" })
                value = value.TrimEnd('\n');
            if (value.Length == 0)
                text.RemoveFromParent();
            else
                text.Data = value;
        }

        foreach (var child in node.ChildNodes.OfType<IElement>())
            Trim(child);
    }
}

using System.Text;
using Markdig.Extensions.TaskLists;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace LatencyPortal.Controls.Markdown;

/// <summary>Turns the inline part of a syntax tree into nodes; see <see cref="DomBuilder"/>.</summary>
internal static class InlineBuilder
{
    /// <summary>Adds everything in a container.</summary>
    public static void AddAll(ContainerInline? container, DomElement parent)
    {
        for (var child = container?.FirstChild; child is not null; child = child.NextSibling)
            Add(child, parent);
    }

    /// <summary>Adds one inline.</summary>
    public static void Add(Inline inline, DomElement parent)
    {
        switch (inline)
        {
            case LiteralInline literal:
                parent.Add(literal.Content.ToString());
                break;
            case LineBreakInline { NextSibling: null }:
                break;
            case LineBreakInline { IsHard: true }:
                parent.Children.Add(new DomElement("br"));
                parent.Add("\n");
                break;
            case LineBreakInline:
                parent.Add("\n");
                break;
            case CodeInline code:
                Open(parent, "code").Add(code.Content);
                break;
            case MathInline math:
                parent.Children.Add(MathNodes.Of(math.Tex, math.IsDisplay));
                break;
            case HtmlEntityInline entity:
                parent.Add(entity.Transcoded.ToString());
                break;
            case EmphasisInline emphasis:
                AddAll(emphasis, Open(parent, emphasis switch { { DelimiterChar: '~' } => "del", { DelimiterCount: 2 } => "strong", _ => "em" }));
                break;
            case AutolinkInline link:
                AddLink(link.IsEmail ? $"mailto:{link.Url}" : link.Url, null, parent).Add(link.Url);
                break;
            case LinkInline { IsImage: true } image:
                AddImage(image, parent);
                break;
            case LinkInline link:
                AddAll(link, AddLink(link.GetDynamicUrl?.Invoke() ?? link.Url, link.Title, parent));
                break;
            case TaskList task:
                parent.Children.Add(new DomElement(
                    "input", task.Checked ? [("type", "checkbox"), ("disabled", ""), ("checked", ""), ("aria-label", "done")] : [("type", "checkbox"), ("disabled", ""), ("aria-label", "not done")]));
                break;
            case DelimiterInline delimiter:
                parent.Add(delimiter.ToLiteral());
                AddAll(delimiter, parent);
                break;
            case ContainerInline container:
                AddAll(container, parent);
                break;
        }
    }

    /// <summary>The link to add to, or the parent itself when the address is not allowed.</summary>
    private static DomElement AddLink(string? url, string? title, DomElement parent)
    {
        if (!SafeUrl.IsAllowed(url))
            return parent;
        var attributes = new List<(string, string)> { ("href", SafeUrl.Escape(url!)) };
        if (!string.IsNullOrEmpty(title))
            attributes.Add(("title", title));
        if (SafeUrl.IsExternal(url!))
            attributes.AddRange([("target", "_blank"), ("rel", "noopener noreferrer nofollow")]);
        return Open(parent, "a", [.. attributes]);
    }

    private static void AddImage(LinkInline image, DomElement parent)
    {
        var (url, text) = (image.GetDynamicUrl?.Invoke() ?? image.Url, new StringBuilder());
        AddText(image, text);
        if (!SafeUrl.IsAllowed(url) || url!.StartsWith("mailto:", StringComparison.OrdinalIgnoreCase))
        {
            parent.Add(text.ToString());
            return;
        }

        var button = Open(parent, "button", ("type", "button"), ("class", "lp-image"), ("data-image", SafeUrl.Escape(url)));
        var host = SafeUrl.IsExternal(url) ? $" from {new Uri(url).Host}" : "";
        button.Add($"Show image{host}{(text.Length > 0 ? ": " : "")}{text}");
    }

    private static void AddText(ContainerInline container, StringBuilder text)
    {
        foreach (var inline in container.Descendants())
        {
            text.Append(inline switch
            {
                LiteralInline literal => literal.Content.ToString(),
                CodeInline code => code.Content,
                MathInline math => math.Tex,
                HtmlEntityInline entity => entity.Transcoded.ToString(),
                LineBreakInline => "\n",
                AutolinkInline link => link.Url,
                _ => "",
            });
        }
    }

    private static DomElement Open(DomElement parent, string tag, params (string, string)[] attributes)
    {
        var element = new DomElement(tag, attributes);
        parent.Children.Add(element);
        return element;
    }
}

using Markdig;
using Markdig.Renderers;
using Markdig.Syntax;

namespace LatencyPortal.Controls;

/// <summary>
/// Turns Markdown that may be hostile into HTML. Raw HTML comes out as text, links are kept only for allowed schemes,
/// images become text and are never fetched, and no attribute ever comes from the text but an encoded href, title or
/// language class. Advanced Markdig extensions are left out on purpose: generic attributes and media links would let
/// event handlers and frames through.
/// </summary>
internal static class SafeMarkdown
{
    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder()
        .DisableHtml()
        .UsePipeTables()
        .UseEmphasisExtras()
        .UseTaskLists()
        .UseAutoLinks()
        .Build();

    /// <summary>Parses Markdown with the pipeline of the portal.</summary>
    public static MarkdownDocument Parse(string markdown) => Markdown.Parse(markdown, Pipeline);

    /// <summary>Renders a whole text.</summary>
    public static string ToHtml(string markdown)
    {
        using var writer = new StringWriter();
        Render(Parse(markdown), writer);
        return writer.ToString();
    }

    /// <summary>Renders a parsed document or one of its blocks; changes the syntax tree.</summary>
    public static void Render(MarkdownObject node, TextWriter writer)
    {
        foreach (var heading in Headings(node))
            heading.Level = Math.Min(6, heading.Level + 2); // the page owns levels 1 and 2
        var renderer = new HtmlRenderer(writer);
        Pipeline.Setup(renderer);
        renderer.ObjectRenderers.ReplaceOrAdd<Markdig.Renderers.Html.CodeBlockRenderer>(new SafeCodeBlockRenderer());
        renderer.ObjectRenderers.ReplaceOrAdd<Markdig.Renderers.Html.Inlines.LinkInlineRenderer>(new SafeLinkRenderer());
        renderer.ObjectRenderers.ReplaceOrAdd<Markdig.Renderers.Html.Inlines.AutolinkInlineRenderer>(new SafeAutolinkRenderer());
        renderer.ObjectRenderers.ReplaceOrAdd<Markdig.Extensions.TaskLists.HtmlTaskListRenderer>(new SafeTaskListRenderer());
        renderer.Render(node);
    }

    private static IEnumerable<HeadingBlock> Headings(MarkdownObject node) =>
        node is HeadingBlock heading ? [heading] : node.Descendants<HeadingBlock>();
}

using Markdig;
using Markdig.Extensions.EmphasisExtras;
using Markdig.Extensions.Tables;
using Markdig.Syntax;

namespace LatencyPortal.Controls.Markdown;

/// <summary>
/// Markdown as the portal reads it: CommonMark with the tables, task lists, strikethrough and bare links of GitHub, and formulas in TeX. Raw
/// HTML is text. Other extensions of Markdig are left out on purpose: generic attributes and media links would let event handlers and
/// frames through.
/// </summary>
internal static class SafeMarkdown
{
    /// <summary>What is read, and nothing else.</summary>
    public static MarkdownPipeline Pipeline { get; } = new MarkdownPipelineBuilder()
        .DisableHtml()
        // As on GitHub; otherwise a long row far below would widen all rows above it.
        .UsePipeTables(new PipeTableOptions { UseHeaderForColumnCount = true })
        .UseEmphasisExtras(EmphasisExtraOptions.Strikethrough)
        .UseTaskLists()
        .UseAutoLinks()
        .Use<MathExtension>()
        .UsePreciseSourceLocation()
        .Build();

    /// <summary>Parses Markdown with the pipeline of the portal.</summary>
    public static MarkdownDocument Parse(string markdown) => Markdig.Markdown.Parse(markdown, Pipeline);

    /// <summary>What a whole text looks like, block by block.</summary>
    public static List<DomNode> ToDom(string markdown)
    {
        var body = new DomElement("div");
        foreach (var block in Parse(markdown))
            DomBuilder.Add(block, body);
        return body.Children;
    }

    /// <summary>A whole text as HTML.</summary>
    public static string ToHtml(string markdown) => DomHtml.Of(ToDom(markdown));
}

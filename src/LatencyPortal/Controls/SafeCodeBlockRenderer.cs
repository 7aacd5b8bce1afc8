using Markdig.Renderers;
using Markdig.Renderers.Html;
using Markdig.Syntax;

namespace LatencyPortal.Controls;

/// <summary>Code with its language and a copy button; the button is brought to life by the page's own script.</summary>
internal sealed class SafeCodeBlockRenderer : HtmlObjectRenderer<CodeBlock>
{
    protected override void Write(HtmlRenderer renderer, CodeBlock block)
    {
        var language = Language((block as FencedCodeBlock)?.Info);
        renderer.EnsureLine();
        renderer.Write("<div class=\"lp-code\"><div class=\"lp-code-head\"><span>").WriteEscape(language)
            .Write("</span><button type=\"button\" class=\"lp-copy\" data-copy=\"code\">Copy</button></div><pre tabindex=\"0\"><code>");
        renderer.WriteLeafRawLines(block, writeEndOfLines: true, escape: true);
        renderer.Write("</code></pre></div>");
        renderer.EnsureLine();
    }

    private static string Language(string? info) =>
        string.IsNullOrWhiteSpace(info) ? "code" : info.Split(' ', 2)[0] is { Length: <= 24 } name ? name : "code";
}

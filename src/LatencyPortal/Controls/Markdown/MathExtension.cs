using Markdig;
using Markdig.Renderers;

namespace LatencyPortal.Controls.Markdown;

/// <summary>Formulas in Markdown. They go before escapes, because <c>\(</c> is one of those too.</summary>
internal sealed class MathExtension : IMarkdownExtension
{
    public void Setup(MarkdownPipelineBuilder pipeline)
    {
        pipeline.BlockParsers.Insert(0, new MathBlockParser());
        pipeline.InlineParsers.Insert(0, new MathInlineParser());
    }

    public void Setup(MarkdownPipeline pipeline, IMarkdownRenderer renderer)
    {
        // The portal draws from the syntax tree; see DomBuilder.
    }
}

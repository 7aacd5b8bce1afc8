using LatencyPortal.Gateway.Prompts.Liquid;

namespace LatencyPortal.Gateway.Prompts.Templates;

/// <summary>A segment that can be rendered.</summary>
internal sealed record CompiledSegment(PromptSegment Segment, LiquidText Text)
{
    /// <summary>Whether the segment stands behind the examples or the history, so that it goes with the input.</summary>
    public bool GoesWithInput { get; init; }
}

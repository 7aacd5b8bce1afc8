using Fluid;

namespace LatencyPortal.Gateway.Prompts.Liquid;

/// <summary>A piece of a segment's text that is rendered as a whole: plain text, one output, one tag, or a block from its first tag to its last.</summary>
/// <param name="Start">Where it begins in the source.</param>
/// <param name="Length">Characters of the source.</param>
/// <param name="Text">What it renders to, for plain text; empty for tags.</param>
/// <param name="Template">What renders it; <see langword="null"/> for plain text.</param>
/// <param name="Names">Variables that it reads, own ones of the text among them.</param>
/// <param name="Makes">Variables that it makes.</param>
internal sealed record LiquidChunk(int Start, int Length, string Text, IFluidTemplate? Template, IReadOnlyList<string> Names, IReadOnlyList<string> Makes)
{
    /// <summary>Whether it renders to nothing, whatever its variables hold.</summary>
    public bool IsSilent { get; init; }
}

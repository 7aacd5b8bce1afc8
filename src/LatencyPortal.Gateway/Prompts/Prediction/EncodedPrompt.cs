using LatencyPortal.Gateway.Prompts.Composition;

namespace LatencyPortal.Gateway.Prompts.Prediction;

/// <summary>A prompt as token ids.</summary>
/// <param name="Tokens">All of them.</param>
internal sealed record EncodedPrompt(int[] Tokens)
{
    /// <summary>Tokens up to the end of each content block, ascending; empty where that is not known.</summary>
    public IReadOnlyList<int> Blocks { get; init; } = [];

    /// <summary>Blocks with which tools, system message and prompt end.</summary>
    public PromptEnds Ends { get; init; } = new(-1, -1, -1);

    /// <summary>Blocks with a planned mark behind them, ascending, each with the provider's word for its lifetime; <see langword="null"/> without a plan.</summary>
    public IReadOnlyList<(int Block, string? Lifetime)>? Planned { get; init; }
}

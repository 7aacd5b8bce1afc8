using Fluid;

namespace LatencyPortal.Gateway.Prompts.Replay;

/// <summary>What one piece of a segment's source contributes to every prompt. One that looks like another is not the same.</summary>
internal sealed class OutlineStep
{
    public required StepKind Kind { get; init; }

    public required OutlineSource Source { get; init; }

    /// <summary>Hash of the text, or of the source and all earlier sources that it depends on.</summary>
    public ulong Hash { get; init; }

    /// <summary>Tokens of the text; of dynamic steps as in the example.</summary>
    public int Tokens { get; init; }

    /// <summary>Whether the text is nothing but blanks, for <see cref="StepKind.Static"/>.</summary>
    public bool IsBlank { get; init; }

    /// <summary>Slots of the variables that it depends on.</summary>
    public int[] Reads { get; init; } = [];

    /// <summary>Variables whose text it holds, as the example shows, and their tokens there: it grows as they do.</summary>
    public (int Slot, int ExampleTokens)[] Holds { get; init; } = [];

    /// <summary>What renders it, for <see cref="StepKind.Moment"/>.</summary>
    public IFluidTemplate? Template { get; init; }
}

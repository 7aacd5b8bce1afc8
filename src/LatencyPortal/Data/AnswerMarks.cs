namespace LatencyPortal.Data;

/// <summary>What is shown with an answer besides its text.</summary>
/// <param name="Stalls">Where it stood still, in order.</param>
/// <param name="Origins">Who proposed it, stretch by stretch from its start; empty for endpoints, which do not say.</param>
internal sealed record AnswerMarks(IReadOnlyList<AnswerStall> Stalls, IReadOnlyList<OriginStretch> Origins)
{
    /// <summary>Tools that the model asked for, in order.</summary>
    public IReadOnlyList<ToolCall> Tools { get; init; } = [];

    /// <summary>How long it thought aloud before it answered, in ms; null when it did not, or when that is unknown.</summary>
    public double? ThoughtMs { get; init; }

    /// <summary>Gaps and paints; <see langword="null"/> for answers of earlier versions.</summary>
    public AnswerTimes? Times { get; init; }
}

namespace LatencyPortal.Data;

/// <summary>What is shown on the text of an answer besides the text.</summary>
/// <param name="Stalls">Where it stood still, in order.</param>
/// <param name="Origins">Who proposed it, stretch by stretch from its start; empty for endpoints, which do not say.</param>
internal sealed record AnswerMarks(IReadOnlyList<AnswerStall> Stalls, IReadOnlyList<OriginStretch> Origins)
{
    /// <summary>Gaps and paints; <see langword="null"/> for answers of earlier versions.</summary>
    public AnswerTimes? Times { get; init; }
}

namespace LatencyPortal.Gateway.Prompts.Traces;

/// <summary>How much of a trace caches would have served.</summary>
/// <param name="All">All requests.</param>
/// <param name="SecondHalf">The later half of them, without the one in the middle, when the caches were no longer cold.</param>
/// <param name="Replicas">The requests of each replica.</param>
/// <param name="Reported">Beside what providers said; <see langword="null"/> when none said anything.</param>
internal sealed record TracePrediction(
    CacheFigures All, CacheFigures SecondHalf, IReadOnlyList<CacheFigures> Replicas, ReportedFigures? Reported);

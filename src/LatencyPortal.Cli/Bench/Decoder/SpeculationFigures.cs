namespace LatencyPortal.Cli.Bench.Decoder;

/// <summary>What the formula of <see cref="SpeculationBound"/> gives for a run.</summary>
/// <param name="Allowed">
/// Speedup for the rounds as they were: each source with the k that it proposed on average and the tokens that were agreed to, and
/// rounds in which nobody proposed anything.
/// </param>
/// <param name="Best">The largest speedup over k, if every round had a proposal of that length.</param>
/// <param name="BestDrafted">The k that gives it.</param>
/// <param name="Acceptance">a: share of the proposed tokens looked at that were right.</param>
/// <param name="RunMs">Median milliseconds of a run of one token.</param>
/// <param name="RunCosts">r(1) to r(9), in runs of one token.</param>
internal sealed record SpeculationFigures(
    double Allowed, double Best, int BestDrafted, double Acceptance, double RunMs, IReadOnlyList<double> RunCosts);

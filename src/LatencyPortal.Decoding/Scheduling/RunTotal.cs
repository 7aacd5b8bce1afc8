namespace LatencyPortal.Decoding.Scheduling;

/// <summary>Model runs of one size.</summary>
/// <param name="Runs">Number of runs.</param>
/// <param name="Milliseconds">Their time together.</param>
internal readonly record struct RunTotal(long Runs, double Milliseconds);

namespace LatencyPortal.Cli.Bench;

/// <summary>What a run measured.</summary>
/// <param name="Calls">The measured requests that ended, failed ones too.</param>
/// <param name="Elapsed">Time of the measured part.</param>
/// <param name="Stopped">Why the run ended early: <c>cancelled</c> or <c>time limit</c>; otherwise null.</param>
internal sealed record BenchOutcome(IReadOnlyList<BenchCall> Calls, TimeSpan Elapsed, string? Stopped);

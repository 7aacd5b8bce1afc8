using LatencyPortal.Telemetry;

namespace LatencyPortal.Cli.Bench;

/// <summary>Whether the 95th percentiles of one-at-a-time requests stay below the targets of docs/design.md.</summary>
/// <param name="TtftMs">TTFT limit in ms.</param>
/// <param name="TtftHeld">Whether TTFT p95 is below it.</param>
/// <param name="TpotMs">TPOT limit in ms.</param>
/// <param name="TpotHeld">Whether TPOT p95 is below it.</param>
internal sealed record TargetReport(double TtftMs, bool TtftHeld, double TpotMs, bool TpotHeld)
{
    /// <summary>Compares; null when one of the two was not measured.</summary>
    public static TargetReport? Of(Percentiles ttft, Percentiles tpot, LatencyTargets targets) =>
        ttft.P95 is { } first && tpot.P95 is { } pace
            ? new TargetReport(targets.TtftMs, first < targets.TtftMs, targets.TpotMs, pace < targets.TpotMs)
            : null;
}

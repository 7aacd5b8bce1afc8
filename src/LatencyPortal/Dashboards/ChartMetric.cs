using LatencyPortal.Telemetry;
using LatencyPortal.Telemetry.Storage;

namespace LatencyPortal.Dashboards;

/// <summary>A metric that the Latency page shows over time.</summary>
internal sealed record ChartMetric(
    string Name, string Colour, Func<LatencyTargets, double> Target, Func<LatencyPoint, double?> P50, Func<LatencyPoint, double?> P95)
{
    /// <summary>In the colour of prefill, which most of it is.</summary>
    public static readonly ChartMetric Ttft = new(
        "TTFT", "var(--lp-prefill)", targets => targets.TtftMs, point => point.TtftP50, point => point.TtftP95);

    /// <summary>In the colour of decode.</summary>
    public static readonly ChartMetric Tpot = new(
        "TPOT", "var(--lp-decode)", targets => targets.TpotMs, point => point.TpotP50, point => point.TpotP95);

    public static readonly IReadOnlyList<ChartMetric> All = [Ttft, Tpot];
}

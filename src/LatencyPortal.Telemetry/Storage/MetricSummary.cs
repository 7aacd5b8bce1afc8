namespace LatencyPortal.Telemetry.Storage;

/// <summary>One metric over many requests, in ms. All figures but the counts are null when nothing was measured: no data is not zero.</summary>
/// <param name="Count">Requests that have the metric.</param>
/// <param name="Good">Requests within the target, counted one by one.</param>
/// <param name="P50">Median, nearest rank.</param>
/// <param name="P95">95th percentile, nearest rank.</param>
/// <param name="Mean">Arithmetic mean.</param>
public sealed record MetricSummary(int Count, int Good, double? P50, double? P95, double? Mean)
{
    /// <summary>Share of requests within the target, 0 to 1.</summary>
    public double? GoodShare => Count > 0 ? (double)Good / Count : null;
}

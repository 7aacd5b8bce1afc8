using LatencyPortal.Telemetry;
using LatencyPortal.Telemetry.Storage;

namespace LatencyPortal.Dashboards;

/// <summary>Everything the Latency page shows, read at one moment.</summary>
public sealed record LatencyView(
    LatencyQuery Query,
    DateTimeOffset From,
    DateTimeOffset To,
    LatencyTargets Targets,
    LatencySummary Summary,
    IReadOnlyList<LatencyPoint> Series,
    IReadOnlyList<RequestRow> Newest,
    IReadOnlyList<string> Models,
    IReadOnlyDictionary<string, double> HedgeBudgets);

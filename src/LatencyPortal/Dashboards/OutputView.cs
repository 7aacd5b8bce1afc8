using LatencyPortal.Telemetry.Storage;

namespace LatencyPortal.Dashboards;

/// <summary>Everything the page of output lengths shows, read at one moment.</summary>
public sealed record OutputView(LatencyQuery Query, IReadOnlyList<OutputLengths> Lengths, IReadOnlyList<string> Models);

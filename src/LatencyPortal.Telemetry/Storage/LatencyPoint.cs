namespace LatencyPortal.Telemetry.Storage;

/// <summary>One time bucket of the chart; figures in ms, null where nothing was measured.</summary>
public sealed record LatencyPoint(
    DateTimeOffset Start, int Requests, int Failed, double? TtftP50, double? TtftP95, double? TpotP50, double? TpotP95);

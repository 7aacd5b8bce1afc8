namespace LatencyPortal.Api.Contracts;

internal sealed record HealthReport(string Status);

namespace LatencyPortal.Telemetry.Storage;

/// <summary>Which records are meant.</summary>
/// <param name="From">First moment of t0, inclusive.</param>
/// <param name="To">Last moment of t0, exclusive.</param>
/// <param name="Model">Only this model, or the members of this pool: both have a name in one space.</param>
/// <param name="Outcome">Only this outcome.</param>
/// <param name="Template">Only prompts that were made from this template.</param>
public sealed record RecordFilter(DateTimeOffset From, DateTimeOffset To, string? Model = null, RequestOutcome? Outcome = null, string? Template = null);

namespace LatencyPortal.Telemetry.Slo;

/// <summary>A time in which an alert fired.</summary>
/// <param name="Alert">The alert.</param>
/// <param name="From">The first moment at which it fired.</param>
/// <param name="To">The first moment at which it did not any more; <see langword="null"/> when it fired to the end.</param>
/// <param name="At">What it saw when it began.</param>
public sealed record AlertFiring(BurnAlert Alert, DateTimeOffset From, DateTimeOffset? To, BurnReading At);

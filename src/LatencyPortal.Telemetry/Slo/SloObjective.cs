namespace LatencyPortal.Telemetry.Slo;

/// <summary>A promise: which share of which requests is good, within which time.</summary>
public sealed record SloObjective
{
    /// <summary>Its name in addresses, files and rules: lower-case letters, digits and hyphens.</summary>
    public required string Id { get; init; }

    /// <summary>What people call it.</summary>
    public required string Name { get; init; }

    /// <summary>What makes a request good.</summary>
    public required SloIndicator Indicator { get; init; }

    /// <summary>TTFT limit in ms, above 0, for <see cref="SloIndicator.Ttft"/> and <see cref="SloIndicator.Goodput"/>.</summary>
    public double? TtftMs { get; init; }

    /// <summary>TPOT limit in ms, above 0, for <see cref="SloIndicator.Tpot"/> and <see cref="SloIndicator.Goodput"/>.</summary>
    public double? TpotMs { get; init; }

    /// <summary>E2E limit in ms, above 0, for <see cref="SloIndicator.EndToEnd"/> and <see cref="SloIndicator.Goodput"/>.</summary>
    public double? EndToEndMs { get; init; }

    /// <summary>The cached share that must be exceeded, 0 to 1, for <see cref="SloIndicator.CachedShare"/>.</summary>
    public double? CachedShare { get; init; }

    /// <summary>The requests that it speaks of.</summary>
    public SloScope Scope { get; init; } = SloScope.All;

    /// <summary>The share that is promised to be good, above 0 and below 1.</summary>
    public required double Target { get; init; }

    /// <summary>The time that it is promised over, which moves on with the clock.</summary>
    public TimeSpan Window { get; init; } = TimeSpan.FromDays(30);

    /// <summary>What is counted.</summary>
    public SloKind Kind { get; init; }

    /// <summary>Length of a slice for <see cref="SloKind.TimeSlice"/>: whole minutes, 1 or more.</summary>
    public TimeSpan Slice { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>The share of a slice's requests that must be good for the slice to be, above 0 and up to 1: 0.95 means that the p95 is within the limit.</summary>
    public double SliceTarget { get; init; } = 0.95;

    /// <summary>The share that may be bad, 1 − <see cref="Target"/>.</summary>
    public double Budget => 1 - Target;
}

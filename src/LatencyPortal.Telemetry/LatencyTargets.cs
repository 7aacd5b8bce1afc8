namespace LatencyPortal.Telemetry;

/// <summary>The limits that requests are held against. The defaults are the limits of docs/design.md.</summary>
public sealed record LatencyTargets
{
    /// <summary>TTFT limit in ms.</summary>
    public double TtftMs { get; init; } = 300;

    /// <summary>TPOT limit in ms.</summary>
    public double TpotMs { get; init; } = 20;

    /// <summary>E2E limit in ms.</summary>
    public double E2eMs { get; init; } = 10_000;

    /// <summary>Least cached share, 0 to 1.</summary>
    public double CachedShare { get; init; } = 0.40;
}

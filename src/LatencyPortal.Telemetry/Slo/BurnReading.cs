namespace LatencyPortal.Telemetry.Slo;

/// <summary>What an alert sees at a moment.</summary>
/// <param name="Long">What was counted in its long window.</param>
/// <param name="Short">What was counted in its short window.</param>
/// <param name="IsFiring">Whether both windows burn too fast, and there are requests enough to say so.</param>
public readonly record struct BurnReading(SloCount Long, SloCount Short, bool IsFiring)
{
    /// <summary>Looks at both windows.</summary>
    /// <param name="alert">The alert.</param>
    /// <param name="objective">Its objective.</param>
    /// <param name="long">What was counted in the long window.</param>
    /// <param name="short">What was counted in the short window.</param>
    public static BurnReading Of(BurnAlert alert, SloObjective objective, SloCount @long, SloCount @short)
    {
        ArgumentNullException.ThrowIfNull(alert);
        ArgumentNullException.ThrowIfNull(objective);
        var fires = @short.Total >= Math.Max(1, alert.LeastRequests)
            && @long.BurnRate(objective.Budget) > alert.Factor
            && @short.BurnRate(objective.Budget) > alert.Factor;
        return new BurnReading(@long, @short, fires);
    }
}

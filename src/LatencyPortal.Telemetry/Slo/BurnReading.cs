namespace LatencyPortal.Telemetry.Slo;

/// <summary>What an alert sees at a moment.</summary>
/// <param name="InLongWindow">What was counted in its long window.</param>
/// <param name="InShortWindow">What was counted in its short window.</param>
/// <param name="IsFiring">Whether both windows burn too fast, and there are requests enough to say so.</param>
public readonly record struct BurnReading(SloCount InLongWindow, SloCount InShortWindow, bool IsFiring)
{
    /// <summary>Looks at both windows.</summary>
    /// <param name="alert">The alert.</param>
    /// <param name="objective">Its objective.</param>
    /// <param name="inLongWindow">What was counted in the long window.</param>
    /// <param name="inShortWindow">What was counted in the short window.</param>
    public static BurnReading Of(BurnAlert alert, SloObjective objective, SloCount inLongWindow, SloCount inShortWindow)
    {
        ArgumentNullException.ThrowIfNull(alert);
        ArgumentNullException.ThrowIfNull(objective);
        // Computed as the rules for Prometheus are, to the last bit: at the very limit both must say the same.
        var limit = alert.BadShare(objective);
        var fires = inShortWindow.Total >= Math.Max(1, alert.LeastRequests) && 1 - inLongWindow.GoodShare > limit && 1 - inShortWindow.GoodShare > limit;
        return new BurnReading(inLongWindow, inShortWindow, fires);
    }
}

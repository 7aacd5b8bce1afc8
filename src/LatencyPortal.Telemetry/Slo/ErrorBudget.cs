namespace LatencyPortal.Telemetry.Slo;

/// <summary>How much of what an objective allows was spent.</summary>
/// <param name="Objective">The promise.</param>
/// <param name="Count">What was counted in its window: requests, or slices.</param>
public sealed record ErrorBudget(SloObjective Objective, SloCount Count)
{
    /// <summary>How many may be bad of those that were counted.</summary>
    public double Allowed => Count.Total * Objective.Budget;

    /// <summary>The part of the budget that is left: 1 is all of it, below 0 it is overspent; <see langword="null"/> without data.</summary>
    public double? Left => Count.Total == 0 ? null : 1 - (Count.Bad / Allowed);

    /// <summary>Whether the promise holds; <see langword="null"/> without data.</summary>
    public bool? Holds => Count.GoodShare is { } share ? share >= Objective.Target : null;

    /// <summary>The budget of an objective over its minutes.</summary>
    /// <param name="objective">The promise.</param>
    /// <param name="minutes">Its minutes, ascending; those that are missing had no request.</param>
    public static ErrorBudget Of(SloObjective objective, IEnumerable<MinuteCount> minutes)
    {
        ArgumentNullException.ThrowIfNull(objective);
        ArgumentNullException.ThrowIfNull(minutes);
        return new ErrorBudget(objective, Units(objective, minutes).Aggregate(default(SloCount), (sum, minute) => sum + minute.Count));
    }

    /// <summary>
    /// What is counted, minute by minute: the requests themselves, or for <see cref="SloKind.TimeSlice"/> one unit for each slice with
    /// requests, at the minute at which it ends.
    /// </summary>
    public static IEnumerable<MinuteCount> Units(SloObjective objective, IEnumerable<MinuteCount> minutes)
    {
        ArgumentNullException.ThrowIfNull(objective);
        ArgumentNullException.ThrowIfNull(minutes);
        if (objective.Kind == SloKind.Event)
            return minutes;
        var length = Math.Max(1, (long)objective.Slice.TotalMinutes);
        return minutes.GroupBy(minute => minute.Minute / length)
            .Select(slice => (slice.Key, Sum: slice.Aggregate(default(SloCount), (sum, minute) => sum + minute.Count)))
            .Where(slice => slice.Sum.Total > 0)
            .Select(slice => new MinuteCount((slice.Key * length) + length - 1, new SloCount(slice.Sum.GoodShare >= objective.SliceTarget ? 1 : 0, 1)));
    }
}

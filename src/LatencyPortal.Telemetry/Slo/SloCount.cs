namespace LatencyPortal.Telemetry.Slo;

/// <summary>Good ones of a total.</summary>
/// <param name="Good">Good ones, 0 to <paramref name="Total"/>.</param>
/// <param name="Total">All that were counted.</param>
public readonly record struct SloCount(long Good, long Total)
{
    /// <summary>Bad ones.</summary>
    public long Bad => Total - Good;

    /// <summary>Good share, 0 to 1; <see langword="null"/> when nothing was counted: no data is not perfect.</summary>
    public double? GoodShare => Total == 0 ? null : (double)Good / Total;

    /// <summary>How fast a budget is spent: 1 spends it exactly within the window; <see langword="null"/> when nothing was counted.</summary>
    /// <param name="budget">The share that may be bad, above 0.</param>
    public double? BurnRate(double budget) => Total == 0 ? null : Bad / (Total * budget);

    /// <summary>The sum of two.</summary>
    public static SloCount operator +(SloCount one, SloCount other) => new(one.Good + other.Good, one.Total + other.Total);

    /// <summary>The difference of two.</summary>
    public static SloCount operator -(SloCount one, SloCount other) => new(one.Good - other.Good, one.Total - other.Total);

    /// <summary>The sum of two.</summary>
    public static SloCount Add(SloCount left, SloCount right) => left + right;

    /// <summary>The difference of two.</summary>
    public static SloCount Subtract(SloCount left, SloCount right) => left - right;

    /// <summary>This with one more request.</summary>
    public SloCount With(SloVerdict verdict) => verdict switch
    {
        SloVerdict.Good => new(Good + 1, Total + 1),
        SloVerdict.Bad => new(Good, Total + 1),
        _ => this,
    };
}

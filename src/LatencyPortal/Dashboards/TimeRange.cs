namespace LatencyPortal.Dashboards;

/// <summary>A time range of the Latency page.</summary>
/// <param name="Key">As it stands in the address.</param>
/// <param name="Label">As it stands on the button.</param>
/// <param name="Words">As it stands in a sentence: "in the last hour".</param>
/// <param name="Span">Its length.</param>
/// <param name="Bucket">Width of one point of the chart; 60 to 90 points a range.</param>
public sealed record TimeRange(string Key, string Label, string Words, TimeSpan Span, TimeSpan Bucket)
{
    public static readonly IReadOnlyList<TimeRange> All =
    [
        new("15m", "15 min", "in the last 15 minutes", TimeSpan.FromMinutes(15), TimeSpan.FromSeconds(15)),
        new("1h", "1 h", "in the last hour", TimeSpan.FromHours(1), TimeSpan.FromMinutes(1)),
        new("6h", "6 h", "in the last 6 hours", TimeSpan.FromHours(6), TimeSpan.FromMinutes(5)),
        new("24h", "24 h", "in the last 24 hours", TimeSpan.FromHours(24), TimeSpan.FromMinutes(20)),
        new("7d", "7 d", "in the last 7 days", TimeSpan.FromDays(7), TimeSpan.FromHours(2)),
        new("30d", "30 d", "in the last 30 days", TimeSpan.FromDays(30), TimeSpan.FromHours(8)),
    ];

    public static readonly TimeRange Default = All[1];

    /// <summary>Reads the address; an unknown range is the default.</summary>
    public static TimeRange Parse(string? key) => All.FirstOrDefault(range => range.Key == key) ?? Default;

    /// <summary>
    /// The range that ends now. It begins and ends on whole buckets, so that points of the chart stay what they are
    /// while time goes on.
    /// </summary>
    public (DateTimeOffset From, DateTimeOffset To) At(DateTimeOffset now)
    {
        var to = new DateTimeOffset(((now.UtcTicks / Bucket.Ticks) + 1) * Bucket.Ticks, TimeSpan.Zero);
        return (to - Span, to);
    }
}

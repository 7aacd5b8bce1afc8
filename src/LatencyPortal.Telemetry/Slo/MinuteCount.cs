namespace LatencyPortal.Telemetry.Slo;

/// <summary>What was counted within one minute.</summary>
/// <param name="Minute">Minutes since the Unix epoch (UTC) at which it begins, by t0 of the requests.</param>
/// <param name="Count">Good requests and all.</param>
public readonly record struct MinuteCount(long Minute, SloCount Count)
{
    /// <summary>The minute in which a moment lies.</summary>
    public static long Of(DateTimeOffset at) => at.ToUnixTimeSeconds() / 60;

    /// <summary>When the minute begins.</summary>
    public DateTimeOffset Start => DateTimeOffset.FromUnixTimeSeconds(Minute * 60);
}

namespace LatencyPortal.Gateway.Resilience;

/// <summary>
/// How long to wait before the same endpoint is asked again: what it said, or else a random part of a pause that doubles ("full jitter",
/// AWS Architecture Blog 2015), so that callers that failed together do not come together again.
/// </summary>
internal static class RetryDelay
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(4);

    /// <summary>Whoever has to wait longer than this in all is told so instead.</summary>
    private static readonly TimeSpan LongestAsked = TimeSpan.FromSeconds(10);

    /// <param name="retries">Retries so far.</param>
    /// <param name="asked">What the endpoint said.</param>
    /// <param name="waited">What the caller has waited between attempts so far.</param>
    /// <param name="random">0 to 1.</param>
    /// <returns><see langword="null"/> when the wait would be too long.</returns>
    public static TimeSpan? Of(int retries, TimeSpan? asked, TimeSpan waited, double random)
    {
        var spread = Math.Min(Longest.TotalMilliseconds, First.TotalMilliseconds * Math.Pow(2, retries)) * random;
        if (asked is null)
            return TimeSpan.FromMilliseconds(spread);
        return waited + asked > LongestAsked ? null : asked + TimeSpan.FromMilliseconds(First.TotalMilliseconds * random);
    }
}

using LatencyPortal.Gateway.Prompts.Families;

namespace LatencyPortal.Gateway.Prompts.Warming;

/// <summary>
/// Whether it pays to keep a prefix in a provider's cache while nobody asks: a ping reads it, at the price of reading, and lets its life begin
/// anew; a request that comes too late writes it again. Costs are in tokens of plain input.
/// </summary>
/// <param name="Requests">Requests that it was computed from.</param>
/// <param name="Late">Requests that came after the prefix had expired.</param>
/// <param name="MostPings">Pings after a request that save most; 0 when none pays.</param>
/// <param name="Every">Time from one ping to the next.</param>
/// <param name="Pings">Pings that the recorded time would have taken.</param>
/// <param name="Caught">Of <paramref name="Late"/>, those that would have found the prefix.</param>
/// <param name="Saved">Tokens of plain input that would have been saved, the pings taken off; 0 when none pays.</param>
public sealed record WarmPlan(int Requests, int Late, int MostPings, TimeSpan Every, int Pings, int Caught, double Saved)
{
    /// <summary>More would hold a prefix for hours in which nobody asks.</summary>
    private const int MostTried = 60;

    /// <summary>A ping comes before the end, and may itself take a while.</summary>
    private const double Margin = 0.8;

    /// <summary>Plans for the requests of some time.</summary>
    /// <param name="requests">When they came, in order.</param>
    /// <param name="until">End of the time.</param>
    /// <param name="family">The rule of the cache.</param>
    /// <param name="prefixTokens">Tokens of the prefix.</param>
    /// <returns><see langword="null"/> where entries do not expire, or nobody knows when or at what price.</returns>
    public static WarmPlan? Of(IReadOnlyList<DateTimeOffset> requests, DateTimeOffset until, ModelFamily family, int prefixTokens)
    {
        ArgumentNullException.ThrowIfNull(requests);
        ArgumentNullException.ThrowIfNull(family);
        if (family is not { Lifetimes: [{ Seconds: { } seconds, RefreshedOnUse: true } lifetime, ..], ReadMultiple: { } read } || prefixTokens < (family.MinimumTokens ?? 1))
            return null;
        var (life, every) = (TimeSpan.FromSeconds(seconds), TimeSpan.FromSeconds(seconds * Margin));
        var gaps = requests.Zip(requests.Skip(1), (earlier, later) => later - earlier).ToList();
        var late = gaps.Count(gap => gap > life);
        var spared = ((lifetime.WriteMultiple ?? 1) - read) * prefixTokens;
        var best = new WarmPlan(requests.Count, late, 0, every, 0, 0, 0);
        for (var most = 1; most <= MostTried; most++)
        {
            // After the last request pings go on too, for nobody.
            var pings = gaps.Sum(gap => Within(gap)) + (requests.Count > 0 ? Within(until - requests[^1]) : 0);
            var caught = gaps.Count(gap => gap > life && gap <= (most * every) + life);
            var saved = (caught * spared) - (pings * read * prefixTokens);
            if (saved > best.Saved)
                best = best with { MostPings = most, Pings = pings, Caught = caught, Saved = saved };

            int Within(TimeSpan gap) => (int)Math.Min(most, Math.Ceiling(gap / every) - 1);
        }

        return best;
    }
}

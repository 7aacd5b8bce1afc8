namespace LatencyPortal.Cli.Bench;

/// <summary>When the requests of an open loop are due.</summary>
internal static class ArrivalSchedule
{
    /// <summary>Poisson arrivals: independent, exponentially distributed gaps. The same seed gives the same schedule.</summary>
    /// <param name="perSecond">Mean arrivals per second, above 0.</param>
    /// <param name="count">Number of arrivals.</param>
    /// <param name="seed">Seed of the gaps.</param>
    /// <returns>Offsets from the start, ascending.</returns>
    public static IReadOnlyList<TimeSpan> Poisson(double perSecond, int count, int seed)
    {
        var random = new Random(seed);
        var due = new TimeSpan[count];
        var seconds = 0.0;
        for (var i = 0; i < count; i++)
        {
            // 1 - u lies in (0, 1], where the logarithm is finite.
            seconds -= Math.Log(1 - random.NextDouble()) / perSecond;
            due[i] = TimeSpan.FromSeconds(seconds);
        }

        return due;
    }
}

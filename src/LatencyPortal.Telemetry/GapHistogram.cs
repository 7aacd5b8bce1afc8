namespace LatencyPortal.Telemetry;

/// <summary>
/// The gaps between arrivals of one answer, counted as they come: constant memory and no sorting however long the answer is.
/// A percentile read from it is off by at most 2 %. Not safe for several threads.
/// </summary>
public sealed class GapHistogram
{
    /// <summary>Buckets double every 17.67 steps, so the middle of one is at most 2 % away from all that is in it.</summary>
    private const double Growth = 1.04;
    private const double Smallest = 0.1;
    private const int Buckets = 400;
    private readonly int[] _counts = new int[Buckets];

    /// <summary>Gaps so far.</summary>
    public int Count { get; private set; }

    /// <summary>Counts a gap.</summary>
    /// <param name="ms">Milliseconds, above 0.</param>
    public void Add(double ms)
    {
        var bucket = ms <= Smallest ? 0 : (int)(Math.Log(ms / Smallest) / Math.Log(Growth));
        _counts[Math.Min(bucket, Buckets - 1)]++;
        Count++;
    }

    /// <summary>The gap that this share of all gaps does not exceed, in ms; <see langword="null"/> without gaps.</summary>
    /// <param name="share">Above 0, at most 1.</param>
    public double? Percentile(double share)
    {
        var wanted = (int)Math.Ceiling(share * Count);
        for (var (bucket, seen) = (0, 0); Count > 0 && bucket < Buckets; bucket++)
        {
            seen += _counts[bucket];
            if (seen >= wanted)
                return Smallest * Math.Pow(Growth, bucket + 0.5);
        }

        return null;
    }

    /// <summary>The counts in bars that each span a factor of two, from the shortest gap to the longest; empty without gaps.</summary>
    public IReadOnlyList<GapBar> Bars()
    {
        var bars = new SortedDictionary<int, int>();
        for (var bucket = 0; bucket < Buckets; bucket++)
        {
            if (_counts[bucket] == 0)
                continue;
            var power = (int)Math.Floor(Math.Log2(Smallest * Math.Pow(Growth, bucket + 0.5)));
            bars[power] = bars.GetValueOrDefault(power) + _counts[bucket];
        }

        if (bars.Count == 0)
            return [];
        var (first, last) = (bars.Keys.First(), bars.Keys.Last());
        return [.. Enumerable.Range(first, last - first + 1).Select(power => new GapBar(Math.Pow(2, power), bars.GetValueOrDefault(power)))];
    }
}

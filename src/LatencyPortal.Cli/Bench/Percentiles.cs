namespace LatencyPortal.Cli.Bench;

/// <summary>Exact percentiles by nearest rank. All are <see langword="null"/> when nothing was measured.</summary>
/// <param name="N">Size of the sample.</param>
/// <param name="P50">Median.</param>
/// <param name="P95">95th percentile.</param>
/// <param name="P99">99th percentile; left out below <see cref="LeastForP99"/> samples, where it is only the slowest call.</param>
/// <param name="Max">The largest value.</param>
internal sealed record Percentiles(int N, double? P50, double? P95, double? P99, double? Max)
{
    public const int LeastForP99 = 100;

    /// <summary>Sums up a sample; values that were not measured are left out.</summary>
    public static Percentiles Of(IEnumerable<double?> sample)
    {
        double[] sorted = [.. sample.OfType<double>().Order()];
        return sorted.Length == 0
            ? new Percentiles(0, null, null, null, null)
            : new Percentiles(
                sorted.Length,
                NearestRank(sorted, 50),
                NearestRank(sorted, 95),
                sorted.Length < LeastForP99 ? null : NearestRank(sorted, 99),
                sorted[^1]);
    }

    /// <summary>The middle of a sample of at least one; of an even number the upper one.</summary>
    public static double Median(IReadOnlyCollection<double> sample) => sample.Order().ElementAt(sample.Count / 2);

    /// <summary>The smallest value that at least this percentage of a sorted sample do not exceed.</summary>
    /// <param name="sorted">At least one value, ascending.</param>
    /// <param name="percent">1 to 100; whole, because 0.95 × n has no exact floating-point value.</param>
    public static double NearestRank(IReadOnlyList<double> sorted, int percent) =>
        sorted[(int)((((long)percent * sorted.Count) + 99) / 100) - 1];
}

namespace LatencyPortal.GatewayBench;

/// <summary>Percentiles of times, by nearest rank.</summary>
internal sealed record Percentiles(int N, double P50Ms, double P95Ms, double P99Ms, double MaxMs)
{
    public static Percentiles Of(IEnumerable<double> times)
    {
        var sorted = times.Order().ToArray();
        return new(sorted.Length, At(0.5), At(0.95), At(0.99), At(1));

        double At(double percentile) => sorted.Length == 0 ? double.NaN : Math.Round(sorted[Math.Max(0, (int)Math.Ceiling(percentile * sorted.Length) - 1)], 3);
    }
}

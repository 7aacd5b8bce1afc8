namespace LatencyPortal.HubLoad;

/// <summary>How long tokens took from the endpoint to their reader.</summary>
/// <param name="Tokens">Tokens times readers.</param>
/// <param name="P50Ms">Median in ms.</param>
/// <param name="P95Ms">95th percentile in ms.</param>
/// <param name="P99Ms">99th percentile in ms.</param>
/// <param name="MaxMs">The slowest in ms.</param>
internal sealed record Delays(int Tokens, double P50Ms, double P95Ms, double P99Ms, double MaxMs)
{
    public static Delays Of(IEnumerable<double> ms)
    {
        var sorted = ms.Order().ToList();
        double At(double share) => sorted.Count == 0 ? 0 : Math.Round(sorted[Math.Min(sorted.Count - 1, (int)(sorted.Count * share))], 1);
        return new Delays(sorted.Count, At(0.5), At(0.95), At(0.99), At(1));
    }
}

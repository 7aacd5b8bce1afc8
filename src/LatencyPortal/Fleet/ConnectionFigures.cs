using LatencyPortal.Gateway;

namespace LatencyPortal.Fleet;

/// <summary>What the last measurements of one endpoint say.</summary>
/// <param name="Samples">The measurements, oldest first.</param>
public sealed record ConnectionFigures(IReadOnlyList<ConnectionSample> Samples)
{
    public static readonly ConnectionFigures None = new([]);

    /// <summary>The newest measurement.</summary>
    public ConnectionSample? Latest => Samples.Count > 0 ? Samples[^1] : null;

    /// <summary>How many of them reached the endpoint.</summary>
    public int Reached => Samples.Count(sample => sample.IsReached);

    /// <summary>Medians of the steps.</summary>
    public ConnectionTiming Median { get; } = new(
        MedianOf(Samples, timing => timing.LookupMs),
        MedianOf(Samples, timing => timing.ConnectMs),
        MedianOf(Samples, timing => timing.TlsMs),
        MedianOf(Samples, timing => timing.FirstByteMs));

    /// <summary>Median of the requests on the connection that is kept open, in ms.</summary>
    public double? WarmMs { get; } = MedianOf(Samples.Select(sample => sample.WarmMs));

    private static double? MedianOf(IEnumerable<ConnectionSample> samples, Func<ConnectionTiming, double?> step) =>
        MedianOf(samples.Where(sample => sample.IsReached).Select(sample => step(sample.Timing)));

    /// <summary>By nearest rank, of what is known.</summary>
    private static double? MedianOf(IEnumerable<double?> values)
    {
        var sorted = values.OfType<double>().Order().ToArray();
        return sorted.Length == 0 ? null : sorted[(sorted.Length - 1) / 2];
    }
}

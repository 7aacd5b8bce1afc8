namespace LatencyPortal.Gateway.Resilience;

/// <summary>How fast one model of one endpoint was of late: rolling times to first token and per output token. Any thread.</summary>
internal sealed class ModelPace(TimeProvider time)
{
    private const int Kept = 256;

    /// <summary>Below so many samples a percentile says nothing.</summary>
    private const int Enough = 20;

    /// <summary>What is older says nothing of now.</summary>
    private static readonly TimeSpan Memory = TimeSpan.FromMinutes(15);

    private readonly Lock _gate = new();
    private readonly Queue<(long At, double Ms)> _first = new();
    private readonly Queue<(long At, double Ms)> _perToken = new();

    /// <summary>Times to first token that are remembered.</summary>
    public int Count
    {
        get { lock (_gate) return Fresh(_first).Count; }
    }

    public void AddFirstToken(double ms) => Add(_first, ms);

    public void AddPerToken(double ms) => Add(_perToken, ms);

    /// <summary>A percentile of the time to first token in ms, 0 to 1; <see langword="null"/> without a sample.</summary>
    public double? FirstToken(double percentile)
    {
        lock (_gate)
            return Percentile(Fresh(_first), percentile);
    }

    /// <summary>The median time per output token in ms; <see langword="null"/> without a sample.</summary>
    public double? PerToken()
    {
        lock (_gate)
            return Percentile(Fresh(_perToken), 0.5);
    }

    /// <summary>
    /// From when on a first token is late: a quarter more than what nine of ten need. A higher percentile would jump to the slow ones
    /// themselves when a few more of them than usual come. <see langword="null"/> as long as too few calls were seen.
    /// </summary>
    public TimeSpan? LateAfter()
    {
        lock (_gate)
            return Fresh(_first).Count >= Enough && Percentile(_first, 0.9) is { } ms ? TimeSpan.FromMilliseconds(1.25 * ms) : null;
    }

    private void Add(Queue<(long At, double Ms)> samples, double ms)
    {
        lock (_gate)
        {
            samples.Enqueue((time.GetTimestamp(), ms));
            if (samples.Count > Kept)
                samples.Dequeue();
        }
    }

    private Queue<(long At, double Ms)> Fresh(Queue<(long At, double Ms)> samples)
    {
        while (samples.TryPeek(out var oldest) && time.GetElapsedTime(oldest.At) > Memory)
            samples.Dequeue();
        return samples;
    }

    /// <summary>By nearest rank.</summary>
    private static double? Percentile(Queue<(long At, double Ms)> samples, double percentile)
    {
        if (samples.Count == 0)
            return null;
        var sorted = samples.Select(sample => sample.Ms).Order().ToArray();
        return sorted[Math.Clamp((int)Math.Ceiling(percentile * sorted.Length) - 1, 0, sorted.Length - 1)];
    }
}

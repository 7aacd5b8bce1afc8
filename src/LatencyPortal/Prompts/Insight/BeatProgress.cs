namespace LatencyPortal.Prompts.Insight;

/// <summary>Hands on progress from any thread, but not more often than a page should be drawn.</summary>
internal sealed class BeatProgress(TimeProvider time, TimeSpan beat, Action<double> show) : IProgress<double>
{
    private long _last = time.GetTimestamp();

    /// <inheritdoc />
    public void Report(double value)
    {
        var last = Interlocked.Read(ref _last);
        var now = time.GetTimestamp();
        if (time.GetElapsedTime(last, now) >= beat && Interlocked.CompareExchange(ref _last, now, last) == last)
            show(value);
    }
}

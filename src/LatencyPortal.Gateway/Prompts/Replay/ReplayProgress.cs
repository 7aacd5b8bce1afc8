namespace LatencyPortal.Gateway.Prompts.Replay;

/// <summary>Adds the steps of several threads up to a share of all.</summary>
internal sealed class ReplayProgress(IProgress<double>? progress, long all)
{
    private long _done;

    public void Advance(int steps)
    {
        if (progress is not null && steps > 0)
            progress.Report(Math.Min(1, (double)Interlocked.Add(ref _done, steps) / all));
    }
}

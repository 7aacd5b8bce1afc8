namespace LatencyPortal.Gateway.Providers;

/// <summary>
/// Ends a wait for the provider: a first limit until content arrives, a second one for each wait after it. It runs only
/// while the provider is waited for, so a slow reader never looks like a silent model.
/// </summary>
internal sealed class SilenceLimit(TimeSpan first, TimeSpan idle, TimeProvider time, EndpointErrors errors) : IDisposable
{
    private readonly CancellationTokenSource _timer = new(Timeout.InfiniteTimeSpan, time);
    private readonly long _started = time.GetTimestamp();
    private bool _content;

    public CancellationToken Token => _timer.Token;

    public bool Passed => _timer.IsCancellationRequested;

    public void Start()
    {
        var left = _content ? idle : first - time.GetElapsedTime(_started);
        if (left > TimeSpan.Zero)
            _timer.CancelAfter(left);
        else
            _timer.Cancel();
    }

    public void Stop() => _timer.CancelAfter(Timeout.InfiniteTimeSpan);

    /// <summary>From now on the limit for silence counts.</summary>
    public void ContentArrived() => _content = true;

    public ModelCallException Failure() => _content ? errors.Silent(idle) : errors.NoFirstToken(first);

    public void Dispose() => _timer.Dispose();
}

namespace LatencyPortal.Gateway.Resilience;

/// <summary>
/// Keeps calls away from an endpoint that fails. It opens when half of the last calls failed, and at least five of them; after a pause,
/// which doubles while it goes on failing, one call is tried. A call whose fate nobody saw, because it was cancelled, decides nothing,
/// so this is no case for a breaker that knows success and failure alone. Any thread.
/// </summary>
internal sealed class CircuitBreaker(TimeProvider time)
{
    private const int LastCalls = 20;
    private const int LeastFailures = 5;

    private static readonly TimeSpan Window = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(60);

    private readonly Lock _gate = new();
    private readonly Queue<(long At, bool Failed)> _calls = new();
    private BreakerState _state = BreakerState.Closed;
    private TimeSpan _pause = FirstPause;
    private long _openedAt;

    /// <summary>Where it stands.</summary>
    public BreakerState State
    {
        get { lock (_gate) return _state; }
    }

    /// <summary>How long until a call is tried again; zero when one would go through now.</summary>
    public TimeSpan Wait
    {
        get { lock (_gate) return Left(); }
    }

    /// <summary>Asks to make a call. Whoever got leave reports how it ended.</summary>
    public bool TryEnter()
    {
        lock (_gate)
        {
            if (_state == BreakerState.Closed)
                return true;
            if (_state == BreakerState.HalfOpen || Left() > TimeSpan.Zero)
                return false;
            _state = BreakerState.HalfOpen;
            return true;
        }
    }

    /// <summary>Reports the end of a call.</summary>
    /// <param name="failed">Whether the endpoint is to blame; <see langword="null"/> when nobody saw.</param>
    public void Report(bool? failed)
    {
        lock (_gate)
        {
            switch (_state, failed)
            {
                case (BreakerState.HalfOpen, false):
                    (_state, _pause) = (BreakerState.Closed, FirstPause);
                    _calls.Clear();
                    break;
                case (BreakerState.HalfOpen, true):
                    _pause = TimeSpan.FromTicks(Math.Min(LongestPause.Ticks, 2 * _pause.Ticks));
                    Open();
                    break;
                case (BreakerState.HalfOpen, null):
                    _state = BreakerState.Open; // its pause is over: the next call is the trial
                    break;
                case (BreakerState.Closed, { } ended):
                    Count(ended);
                    break;
            }
        }
    }

    private void Count(bool failed)
    {
        _calls.Enqueue((time.GetTimestamp(), failed));
        while (_calls.Count > LastCalls || (_calls.TryPeek(out var oldest) && time.GetElapsedTime(oldest.At) > Window))
            _calls.Dequeue();
        var failures = _calls.Count(call => call.Failed);
        if (failures >= LeastFailures && 2 * failures >= _calls.Count)
            Open();
    }

    private void Open()
    {
        (_state, _openedAt) = (BreakerState.Open, time.GetTimestamp());
        _calls.Clear();
    }

    private TimeSpan Left() => _state == BreakerState.Open && _pause - time.GetElapsedTime(_openedAt) is { Ticks: > 0 } left ? left : TimeSpan.Zero;
}

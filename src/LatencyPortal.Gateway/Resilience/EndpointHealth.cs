namespace LatencyPortal.Gateway.Resilience;

/// <summary>What the gateway has learned of one endpoint; outlives changes of the configuration. Any thread.</summary>
internal sealed class EndpointHealth(TimeProvider time)
{
    private long _restsUntil;
    private int _inFlight;
    private double _expectedMs = double.NaN;

    public CircuitBreaker Breaker { get; } = new(time);

    /// <summary>Calls that run now.</summary>
    public int InFlight => Volatile.Read(ref _inFlight);

    /// <summary>Time to first token in ms that its connection lets expect; <see langword="null"/> when nobody measured.</summary>
    public double? ExpectedMs
    {
        get => Volatile.Read(ref _expectedMs) is var ms && double.IsNaN(ms) ? null : ms;
        set => Volatile.Write(ref _expectedMs, value ?? double.NaN);
    }

    /// <summary>Whether it asked to be left alone for a while.</summary>
    public bool Rests => time.GetUtcNow().UtcTicks < Volatile.Read(ref _restsUntil);

    /// <summary>Whether a call would go through.</summary>
    public bool IsAvailable => Breaker.State == BreakerState.Closed || (Breaker.State == BreakerState.Open && Breaker.Wait == TimeSpan.Zero);

    public void Began() => Interlocked.Increment(ref _inFlight);

    /// <summary>A call got its first token, or a whole answer without one.</summary>
    public void Answered() => Breaker.Report(failed: false);

    /// <summary>A call has ended.</summary>
    /// <param name="failure">Why it failed, if it did.</param>
    /// <param name="answered">Whether <see cref="Answered"/> was told of it.</param>
    public void Ended(ModelCallException? failure, bool answered)
    {
        Interlocked.Decrement(ref _inFlight);
        if (failure is { RetryAfter: { } rest, Kind: ModelErrorKind.RateLimited or ModelErrorKind.ProviderError })
            Volatile.Write(ref _restsUntil, (time.GetUtcNow() + rest).UtcTicks);
        if (failure is not null)
            Breaker.Report(FailureRules.IsEndpointsFault(failure));
        else if (!answered)
            Breaker.Report(failed: null);
    }
}

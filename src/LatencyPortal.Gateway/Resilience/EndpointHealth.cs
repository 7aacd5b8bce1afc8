using System.Threading.RateLimiting;

namespace LatencyPortal.Gateway.Resilience;

/// <summary>What the gateway has learned of one endpoint; outlives changes of the configuration. Any thread.</summary>
/// <param name="time">The clock.</param>
/// <param name="most">Calls at once.</param>
/// <param name="waiting">Calls that may wait for a place.</param>
internal sealed class EndpointHealth(TimeProvider time, int most = int.MaxValue, int waiting = 0) : IDisposable
{
    /// <summary>Providers limit by model, so an hour that one of them asks for is not the others' hour.</summary>
    private static readonly TimeSpan LongestRest = TimeSpan.FromSeconds(60);

    private readonly ConcurrencyLimiter _places = new(new ConcurrencyLimiterOptions
    {
        PermitLimit = most,
        QueueLimit = waiting,
        QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
    });

    private long _restsUntil;
    private int _inFlight;
    private double _expectedMs = double.NaN;

    public CircuitBreaker Breaker { get; } = new(time);

    /// <summary>Calls that run or wait now.</summary>
    public int InFlight => Volatile.Read(ref _inFlight);

    /// <summary>How full it is.</summary>
    public QueueState Queue
    {
        get
        {
            var now = _places.GetStatistics()!;
            return new QueueState((int)(most - now.CurrentAvailablePermits), (int)now.CurrentQueuedCount, most, waiting);
        }
    }

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

    /// <summary>Waits for a place among the calls of this endpoint.</summary>
    /// <returns>The place, to be disposed; <see langword="null"/> when too many wait already.</returns>
    public async ValueTask<IDisposable?> EnterAsync(CancellationToken cancellationToken) =>
        await _places.AcquireAsync(1, cancellationToken).ConfigureAwait(false) is { IsAcquired: true } place ? place : null;

    public void Dispose() => _places.Dispose();

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
            Volatile.Write(ref _restsUntil, (time.GetUtcNow() + (rest < LongestRest ? rest : LongestRest)).UtcTicks);
        if (failure is not null)
            Breaker.Report(FailureRules.IsEndpointsFault(failure));
        else if (!answered)
            Breaker.Report(failed: null);
    }
}

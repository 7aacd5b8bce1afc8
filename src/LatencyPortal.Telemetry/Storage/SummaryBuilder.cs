namespace LatencyPortal.Telemetry.Storage;

/// <summary>Adds requests up to a <see cref="LatencySummary"/>.</summary>
internal sealed class SummaryBuilder(LatencyTargets targets)
{
    private readonly Sample _ttft = new();
    private readonly Sample _tpot = new();
    private readonly Sample _endToEnd = new();
    private long _input;
    private long _cached;
    private int _cachedCount;
    private int _cacheableCount;
    private long _output;
    private long _afterStop;
    private int _stopAdvised;
    private int _completed;
    private int _failed;
    private int _cancelled;
    private readonly HedgeCosts _hedging = new();

    public void Add(RequestAttempts request)
    {
        var record = request.Whole;
        _hedging.Add(request);
        _ttft.Add(record.Stamps.TimeToFirstToken);
        _tpot.Add(record.TimePerOutputToken);
        if (record.Outcome == RequestOutcome.Completed)
            _endToEnd.Add(record.Stamps.EndToEnd);
        if (record is { InputTokens: > 0, CachedInputTokens: not null })
        {
            _input += record.InputTokens.Value;
            _cached += record.CachedInputTokens.Value;
            _cachedCount++;
            if (record.InputTokens >= LatencySummary.CacheableTokens)
                _cacheableCount++;
        }

        _output += record.OutputTokens ?? 0;
        _afterStop += record.TokensAfterStop ?? 0;
        if (record.StopAdvice is not null)
            _stopAdvised++;

        switch (record.Outcome)
        {
            case RequestOutcome.Completed: _completed++; break;
            case RequestOutcome.Failed: _failed++; break;
            default: _cancelled++; break;
        }
    }

    public LatencySummary Build() => new()
    {
        Ttft = _ttft.Summarise(targets.TtftMs),
        Tpot = _tpot.Summarise(targets.TpotMs),
        EndToEnd = _endToEnd.Summarise(targets.E2eMs),
        CachedShare = _input > 0 ? (double)_cached / _input : null,
        CachedShareCount = _cachedCount,
        CacheableCount = _cacheableCount,
        OutputTokens = _output,
        TokensAfterStop = _afterStop,
        StopAdvised = _stopAdvised,
        Total = _completed + _failed + _cancelled,
        Completed = _completed,
        Failed = _failed,
        Cancelled = _cancelled,
        Hedging = _hedging.Build(),
    };
}

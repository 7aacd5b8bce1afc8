namespace LatencyPortal.Telemetry.Storage;

/// <summary>Adds requests up to the <see cref="HedgeCost"/> of each pool.</summary>
internal sealed class HedgeCosts
{
    private readonly SortedDictionary<string, HedgeCost> _pools = new(StringComparer.Ordinal);

    public void Add(RequestAttempts request)
    {
        if (request.Deciding.Pool is not { } pool)
            return;
        var cost = _pools.GetValueOrDefault(pool) ?? new HedgeCost(pool, 0, 0, 0, 0);
        var hedges = request.All.Count(attempt => attempt.Attempt == AttemptKind.Hedge);
        _pools[pool] = cost with
        {
            Requests = cost.Requests + 1,
            Hedges = cost.Hedges + hedges,
            Won = cost.Won + (request.Deciding is { Attempt: AttemptKind.Hedge, Outcome: RequestOutcome.Completed } ? 1 : 0),
            WastedTokens = cost.WastedTokens + (hedges == 0 ? 0 : request.All.Where(attempt => attempt != request.Deciding).Sum(attempt => attempt.WastedTokens ?? 0)),
        };
    }

    /// <summary>The pools that hedged.</summary>
    public IReadOnlyList<HedgeCost> Build() => [.. _pools.Values.Where(cost => cost.Hedges > 0)];
}

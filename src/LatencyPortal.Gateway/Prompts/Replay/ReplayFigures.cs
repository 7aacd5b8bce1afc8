namespace LatencyPortal.Gateway.Prompts.Replay;

/// <summary>What the cache of one family makes of replayed requests.</summary>
/// <param name="Requests">How many there were.</param>
/// <param name="InputTokens">Tokens of their prompts, as the portal counts them.</param>
/// <param name="CachedTokens">Tokens that the cache served.</param>
/// <param name="WrittenTokens">Tokens written with the family's first lifetime; a part of those that were not served.</param>
/// <param name="WrittenLonger">Tokens written with the family's second lifetime.</param>
public sealed record ReplayFigures(long Requests, long InputTokens, long CachedTokens, long WrittenTokens, long WrittenLonger)
{
    /// <summary>Cached tokens / input tokens, 0 to 1; <see langword="null"/> without input.</summary>
    public double? Share => InputTokens > 0 ? (double)CachedTokens / InputTokens : null;

    /// <summary>Price of the input in tokens of plain input; <see langword="null"/> when the family's file does not say what reading or writing costs.</summary>
    public double? CostUnits { get; init; }

    /// <summary>Price of the input in US dollars; <see langword="null"/> when the family's file names none.</summary>
    public decimal? Dollars { get; init; }

    /// <summary>Mean TTFT in ms as estimated from the tokens that were not served; <see langword="null"/> when nobody said how long they take.</summary>
    public double? TtftMs { get; init; }
}

namespace LatencyPortal.Decoding;

/// <summary>Counters of a model's prefix cache since it was loaded.</summary>
/// <param name="Lookups">Requests that looked for a known prefix.</param>
/// <param name="Hits">Requests that found at least one token.</param>
/// <param name="TokensSaved">Prompt tokens that were not computed again.</param>
/// <param name="Bytes">Bytes held now.</param>
/// <param name="Segments">Segments held now.</param>
/// <param name="Evictions">Segments given up for others.</param>
public readonly record struct PrefixCacheStats(long Lookups, long Hits, long TokensSaved, long Bytes, int Segments, long Evictions);

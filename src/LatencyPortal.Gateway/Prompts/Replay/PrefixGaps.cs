namespace LatencyPortal.Gateway.Prompts.Replay;

/// <summary>The time from one request to the next with the same prefix: for each request, since the longest prefix of it was last asked.</summary>
/// <param name="Count">Requests that had a prefix in common with an earlier one.</param>
/// <param name="P50">Median in seconds; <see langword="null"/> without gaps.</param>
/// <param name="P90">90th percentile in seconds.</param>
/// <param name="P95">95th percentile in seconds.</param>
/// <param name="P99">99th percentile in seconds.</param>
/// <param name="Misses">Share of gaps beyond each lifetime of each family; empty without gaps.</param>
public sealed record PrefixGaps(int Count, double? P50, double? P90, double? P95, double? P99, IReadOnlyList<LifetimeMisses> Misses);

namespace LatencyPortal.Telemetry.Storage;

/// <summary>The tiles of the Latency page.</summary>
public sealed record LatencySummary
{
    /// <summary>TTFT of all requests that reached a first token, whatever their end.</summary>
    public required MetricSummary Ttft { get; init; }

    /// <summary>TPOT of all requests with two or more output tokens.</summary>
    public required MetricSummary Tpot { get; init; }

    /// <summary>E2E of completed requests.</summary>
    public required MetricSummary EndToEnd { get; init; }

    /// <summary>Token-weighted cached share, 0 to 1: sum of cached input tokens / sum of input tokens over <see cref="CachedShareCount"/> calls.</summary>
    public double? CachedShare { get; init; }

    /// <summary>
    /// Input tokens from which on a prompt is worth caching: the least that OpenAI and most other providers cache
    /// (https://platform.openai.com/docs/guides/prompt-caching, read 2026-11).
    /// </summary>
    public const int CacheableTokens = 1024;

    /// <summary>Calls among <see cref="CachedShareCount"/> with at least <see cref="CacheableTokens"/> input tokens.</summary>
    public int CacheableCount { get; init; }

    /// <summary>Calls whose provider reports cached tokens.</summary>
    public int CachedShareCount { get; init; }

    /// <summary>Output tokens of all calls that have some.</summary>
    public long OutputTokens { get; init; }

    /// <summary>Of them those that a stop sequence would have saved, see <see cref="RequestRecord.TokensAfterStop"/>.</summary>
    public long TokensAfterStop { get; init; }

    /// <summary>Calls that a stop sequence would have ended sooner.</summary>
    public int StopAdvised { get; init; }

    /// <summary>All requests; one with several attempts counts once.</summary>
    public int Total { get; init; }

    /// <summary>Requests that ended cleanly.</summary>
    public int Completed { get; init; }

    /// <summary>Requests that failed.</summary>
    public int Failed { get; init; }

    /// <summary>Requests that were stopped.</summary>
    public int Cancelled { get; init; }

    /// <summary>What hedging cost, of the pools that hedged.</summary>
    public IReadOnlyList<HedgeCost> Hedging { get; init; } = [];
}

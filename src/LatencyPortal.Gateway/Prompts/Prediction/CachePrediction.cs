namespace LatencyPortal.Gateway.Prompts.Prediction;

/// <summary>What a model's cache was expected to serve when a prompt was sent.</summary>
/// <param name="CachedTokens">Input tokens that it serves.</param>
/// <param name="InputTokens">Input tokens by the same count, 1 or more.</param>
/// <param name="MinimumTokens">Fewest tokens of a prompt, as the provider counts them, of which it serves any.</param>
public readonly record struct CachePrediction(int CachedTokens, int InputTokens, int MinimumTokens = 0)
{
    /// <summary>Cached share, 0 to 1.</summary>
    public double Share => (double)CachedTokens / InputTokens;

    /// <summary>The cached tokens in the provider's own count, which may be of another encoding.</summary>
    /// <param name="inputTokens">Input tokens as the provider counted them; <see langword="null"/> when it did not say.</param>
    public int CachedOf(int? inputTokens) =>
        inputTokens is not { } reported ? CachedTokens
        // Only the provider's count decides whether a prompt is long enough, and it is known no sooner than its answer.
        : reported < MinimumTokens ? 0
        : reported == InputTokens ? CachedTokens
        : (int)Math.Round(Share * reported);
}

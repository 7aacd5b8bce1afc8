namespace LatencyPortal.Gateway.Prompts.Prediction;

/// <summary>What a model's cache was expected to serve when a prompt was sent.</summary>
/// <param name="CachedTokens">Input tokens that it serves.</param>
/// <param name="InputTokens">Input tokens by the same count, 1 or more.</param>
public readonly record struct CachePrediction(int CachedTokens, int InputTokens)
{
    /// <summary>Cached share, 0 to 1.</summary>
    public double Share => (double)CachedTokens / InputTokens;

    /// <summary>The cached tokens in the provider's own count, which may be of another encoding.</summary>
    /// <param name="inputTokens">Input tokens as the provider counted them; <see langword="null"/> when it did not say.</param>
    public int CachedOf(int? inputTokens) => inputTokens is not { } reported || reported == InputTokens ? CachedTokens : (int)Math.Round(Share * reported);
}

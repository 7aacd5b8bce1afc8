namespace LatencyPortal.Decoding;

/// <summary>Exact token counts of one request.</summary>
/// <param name="InputTokens">Tokens of the rendered prompt, template markers included.</param>
/// <param name="CachedTokens">Tokens of the prompt that were not computed, because their keys and values were known.</param>
/// <param name="OutputTokens">Tokens generated so far; the end-of-turn token is not counted.</param>
/// <param name="DraftedTokens">Tokens proposed to the target model.</param>
/// <param name="AcceptedTokens">Proposed tokens that the target model agreed to.</param>
/// <param name="Origins">The output tokens by who proposed them.</param>
public readonly record struct DecodeUsage(
    int InputTokens, int CachedTokens, int OutputTokens, int DraftedTokens = 0, int AcceptedTokens = 0, OriginCounts Origins = default);

namespace LatencyPortal.Decoding;

/// <summary>Exact token counts of one request.</summary>
/// <param name="InputTokens">Tokens of the rendered prompt, template markers included.</param>
/// <param name="OutputTokens">Tokens generated so far; the end-of-turn token is not counted.</param>
public readonly record struct DecodeUsage(int InputTokens, int OutputTokens);

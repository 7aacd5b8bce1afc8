namespace LatencyPortal.Decoding;

/// <summary>A stretch of text whose tokens were proposed by the same.</summary>
/// <param name="Origin">Who proposed them.</param>
/// <param name="Tokens">
/// Tokens whose first character is in the stretch; 0 where it goes on with a token of which an earlier piece had a part.
/// </param>
/// <param name="Characters">UTF-16 characters of the stretch.</param>
public readonly record struct OriginRun(TokenOrigin Origin, int Tokens, int Characters);

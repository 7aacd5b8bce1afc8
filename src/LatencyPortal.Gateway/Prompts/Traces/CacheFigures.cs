namespace LatencyPortal.Gateway.Prompts.Traces;

/// <summary>What caches made of some requests.</summary>
/// <param name="Requests">How many there were.</param>
/// <param name="Blocks">Their blocks.</param>
/// <param name="HitBlocks">Blocks that were there, from the start of each prompt on without a gap.</param>
/// <param name="Tokens">Tokens of their prompts.</param>
/// <param name="HitTokens">Tokens of the blocks that were there.</param>
internal readonly record struct CacheFigures(long Requests, long Blocks, long HitBlocks, long Tokens, long HitTokens)
{
    public static CacheFigures operator +(CacheFigures one, CacheFigures other) => new(
        one.Requests + other.Requests,
        one.Blocks + other.Blocks,
        one.HitBlocks + other.HitBlocks,
        one.Tokens + other.Tokens,
        one.HitTokens + other.HitTokens);
}

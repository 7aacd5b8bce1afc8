namespace LatencyPortal.Gateway.Prompts.Caching;

/// <summary>What a cache does with one prompt, in tokens.</summary>
/// <param name="CachedTokens">Tokens that it serves, 0 to all of the prompt.</param>
/// <param name="WrittenTokens">Tokens that are written with the family's first lifetime.</param>
/// <param name="WrittenLonger">Tokens that are written with the family's second lifetime.</param>
/// <param name="Miss">Why it serves no more.</param>
/// <param name="MissedMark">Index of the first mark that it does not serve although the rule would allow it; -1 when there is none.</param>
public readonly record struct CacheOutcome(int CachedTokens, int WrittenTokens, int WrittenLonger, CacheMiss Miss, int MissedMark)
{
    /// <summary>Tokens that are written with any lifetime.</summary>
    public int AllWritten => WrittenTokens + WrittenLonger;
}

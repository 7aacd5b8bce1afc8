namespace LatencyPortal.Gateway.Prompts.Caching;

/// <summary>How one mechanism answers a prompt and what it keeps of it.</summary>
internal abstract class CacheRule
{
    /// <summary>What is wrong with a prompt, as a sentence; <see langword="null"/> when the provider takes it.</summary>
    public virtual string? Check(CachedPrompt prompt) => null;

    /// <summary>Tokens that it would serve of a prompt that was checked, at a moment in ticks of UTC; nothing is kept of it.</summary>
    public abstract int Look(CachedPrompt prompt, long at);

    /// <summary>Answers a prompt that was checked, at a moment in ticks of UTC.</summary>
    public abstract CacheOutcome Take(CachedPrompt prompt, long at);
}

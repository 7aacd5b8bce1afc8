namespace LatencyPortal.Gateway.Prompts.Caching;

/// <summary>Nothing is kept.</summary>
internal sealed class NoCache : CacheRule
{
    public override int Look(CachedPrompt prompt, long at) => 0;

    public override CacheOutcome Take(CachedPrompt prompt, long at) => new(0, 0, 0, CacheMiss.None, -1);
}

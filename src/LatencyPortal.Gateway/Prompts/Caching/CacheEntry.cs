namespace LatencyPortal.Gateway.Prompts.Caching;

/// <summary>What is known of one prefix.</summary>
internal struct CacheEntry
{
    public ulong Hash;

    /// <summary>When it was written and last used, in ticks of UTC.</summary>
    public long Created, Used;

    /// <summary>Neighbours in the order of use, -1 at its ends.</summary>
    public int Older, Newer;

    /// <summary>Tokens that it adds to the prefix before it.</summary>
    public int Tokens;

    public byte Lifetime;

    /// <summary>Whether it can be read; otherwise it was only seen.</summary>
    public bool Readable;

    /// <summary>Whether it was pushed out and is only remembered.</summary>
    public bool Evicted;
}

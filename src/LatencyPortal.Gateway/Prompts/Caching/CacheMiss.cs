namespace LatencyPortal.Gateway.Prompts.Caching;

/// <summary>Why the cache serves no more of a prompt than it does.</summary>
public enum CacheMiss
{
    /// <summary>It serves all that the rule allows.</summary>
    None,

    /// <summary>What follows was never asked before.</summary>
    NeverSeen,

    /// <summary>It was kept, and its lifetime has passed.</summary>
    Expired,

    /// <summary>The prompt, or all of it that is marked, is shorter than the minimum.</summary>
    BelowMinimum,

    /// <summary>An entry is there, but more content blocks, or breakpoints, before a breakpoint than are looked at.</summary>
    BeyondLookBack,

    /// <summary>It was asked before, but no entry ended there, or nothing is marked.</summary>
    NotAtBreakpoint,

    /// <summary>It was kept, and pushed out by others.</summary>
    Evicted,
}

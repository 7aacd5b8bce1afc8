namespace LatencyPortal.Gateway.Prompts.Caching;

/// <summary>A prompt as a cache sees it: places, not text.</summary>
public sealed class CachedPrompt
{
    /// <summary>Places at which prefixes are compared, in ascending order of tokens.</summary>
    public required ReadOnlyMemory<PrefixMark> Marks { get; init; }

    /// <summary>All tokens of the prompt; at least those of the last mark.</summary>
    public required int TotalTokens { get; init; }

    /// <summary>Indexes of the marks at which a content block ends, ascending; empty when one ends at each mark.</summary>
    public ReadOnlyMemory<int> Blocks { get; init; }

    /// <summary>Breakpoints, ascending, each where a content block ends. They mean nothing to families without breakpoints.</summary>
    public ReadOnlyMemory<CacheBreakpoint> Breakpoints { get; init; }

    /// <summary>Whether the provider sets a breakpoint at the end of the last content block.</summary>
    public bool AutomaticBreakpoint { get; init; }

    /// <summary>Index of the family's lifetime for what is kept without a breakpoint of the caller.</summary>
    public int Lifetime { get; init; }
}

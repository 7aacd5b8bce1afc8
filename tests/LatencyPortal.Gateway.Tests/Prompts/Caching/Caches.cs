using LatencyPortal.Gateway.Prompts.Caching;
using LatencyPortal.Gateway.Prompts.Families;

namespace LatencyPortal.Gateway.Tests.Prompts.Caching;

/// <summary>Caches and prompts for tests.</summary>
internal static class Caches
{
    public static readonly DateTimeOffset Start = new(2026, 11, 29, 12, 0, 0, TimeSpan.Zero);

    public static FamilyCatalogue Families { get; } = FamilyCatalogue.Load();

    public static ModelFamily Family(string id, string model = "") => Families.Find(id)!.Of(model);

    /// <summary>A prompt of the first tokens of a text; texts differ from their first token on, unless one is given to part at.</summary>
    public static CachedPrompt Text(int text, int tokens, int every = 1, int sameUntil = 0, int lifetime = 0) => new()
    {
        Marks = PromptMarks.OfTokens([.. Enumerable.Range(0, tokens).Select(i => i < sameUntil ? i : (text * 1_000_000) + i)], every),
        TotalTokens = tokens,
        Lifetime = lifetime,
    };

    /// <summary>A prompt of content blocks, each so many tokens; the same number of a block is the same content.</summary>
    public static CachedPrompt Blocks(IEnumerable<int> blocks, int tokens, IEnumerable<CacheBreakpoint>? points = null, bool automatic = false)
    {
        var marks = PromptMarks.OfPieces([.. blocks.Select(block => new PromptPiece((ulong)block, tokens))]);
        return new CachedPrompt
        {
            Marks = marks,
            TotalTokens = marks[^1].Tokens,
            Breakpoints = points?.ToArray() ?? [],
            AutomaticBreakpoint = automatic,
        };
    }

    public static DateTimeOffset After(double seconds) => Start.AddSeconds(seconds);
}

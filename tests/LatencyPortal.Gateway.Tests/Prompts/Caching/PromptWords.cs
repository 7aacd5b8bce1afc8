using LatencyPortal.Gateway.Prompts.Caching;
using LatencyPortal.Gateway.Prompts.Families;
using LatencyPortal.Testing.Upstream;

namespace LatencyPortal.Gateway.Tests.Prompts.Caching;

/// <summary>Turns the words that the upstream counts into what the engine is asked.</summary>
internal sealed class PromptWords(ModelFamily family)
{
    private readonly Dictionary<string, int> _ids = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ulong> _blocks = new(StringComparer.Ordinal);

    public CachedPrompt Read(WordPrompt prompt)
    {
        var words = prompt.Words;
        var byBlock = family.Mechanism is CacheMechanism.BreakpointsWithLookBack or CacheMechanism.ExactBreakpoints or CacheMechanism.NamedObject;
        return new CachedPrompt
        {
            Marks = byBlock
                ? PromptMarks.OfPieces([.. prompt.Blocks.Select(block => new PromptPiece(Number(string.Join(' ', block)), block.Count))])
                : PromptMarks.OfTokens([.. words.Select(Id)], Step),
            TotalTokens = words.Count,
            Breakpoints = byBlock ? prompt.Breakpoints.Select(point => new CacheBreakpoint(point.Block, LifetimeOf(point.Lifetime))).ToArray() : [],
            AutomaticBreakpoint = byBlock && (prompt.Automatic ?? family.AutomaticBreakpoint),
            Lifetime = LifetimeOf(prompt.Lifetime),
        };
    }

    /// <summary>A mark at every prefix that can be kept.</summary>
    private int Step => family.GranularityTokens is { } step && (family.MinimumTokens ?? step) % step == 0 ? step : 1;

    private int LifetimeOf(string? name)
    {
        for (var i = 0; i < family.Lifetimes.Count; i++)
        {
            if (family.Lifetimes[i].Name == name)
                return i;
        }

        return 0;
    }

    private int Id(string word) => _ids.TryGetValue(word, out var id) ? id : _ids[word] = _ids.Count;

    private ulong Number(string block) => _blocks.TryGetValue(block, out var number) ? number : _blocks[block] = (ulong)_blocks.Count;
}

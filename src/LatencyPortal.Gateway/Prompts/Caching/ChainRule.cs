using LatencyPortal.Gateway.Prompts.Families;

namespace LatencyPortal.Gateway.Prompts.Caching;

/// <summary>
/// Every prefix of the minimum and some whole steps is kept, and the longest one that lives is served: automatic caches,
/// chains of blocks, and caches that are exact to the token differ in minimum, step, life and capacity alone.
/// </summary>
internal sealed class ChainRule(ModelFamily family, PrefixTable table) : CacheRule
{
    private readonly int _step = family.GranularityTokens ?? 1;
    private readonly int _minimum = Math.Max(
        family.MinimumTokens ?? 1, family.Mechanism == CacheMechanism.BlockChain ? family.GranularityTokens ?? 1 : 1);
    private readonly EntryLife _life = new(family.Lifetimes);

    public override int Look(CachedPrompt prompt, long at)
    {
        var marks = prompt.Marks.Span;
        for (var i = marks.Length - 1; i >= 0; i--)
        {
            var tokens = WholeSteps(marks[i].Tokens);
            if (tokens != (i == 0 ? 0 : WholeSteps(marks[i - 1].Tokens)) && table.Find(marks[i].Hash) is >= 0 and var place && _life.IsLive(table[place], at))
                return Served(prompt, tokens);
        }

        return 0;
    }

    public override CacheOutcome Take(CachedPrompt prompt, long at)
    {
        var marks = prompt.Marks.Span;
        var most = marks.IsEmpty ? 0 : WholeSteps(marks[^1].Tokens);
        if (most == 0)
            return new CacheOutcome(0, 0, 0, CacheMiss.BelowMinimum, marks.IsEmpty ? -1 : 0);
        var (hit, miss, missed) = (0, CacheMiss.None, -1);
        // From the end: so the longest prefix that lives is found first, and of one prompt the longest prefixes are pushed out first.
        for (var i = marks.Length - 1; i >= 0; i--)
        {
            var tokens = WholeSteps(marks[i].Tokens);
            var before = i == 0 ? 0 : WholeSteps(marks[i - 1].Tokens);
            // Of the marks within one step the first stands for it.
            if (tokens == before)
                continue;
            ref var entry = ref table[table.Touch(marks[i].Hash, tokens - before, out var known)];
            var live = known && _life.IsLive(entry, at);
            if (live && hit == 0)
                hit = tokens;
            else if (hit == 0)
                (miss, missed) = (!known ? CacheMiss.NeverSeen : entry.Evicted ? CacheMiss.Evicted : CacheMiss.Expired, i);
            _life.Write(ref entry, live, prompt.Lifetime, at);
        }

        table.Trim();
        var served = Served(prompt, hit);
        var written = most - hit;
        return prompt.Lifetime == 0 ? new(served, written, 0, miss, missed) : new(served, 0, written, miss, missed);
    }

    /// <summary>Of a prompt that is there to its end the last token may have to be computed all the same.</summary>
    private int Served(CachedPrompt prompt, int hit) => family.LastTokenIsComputed && hit >= prompt.TotalTokens ? WholeSteps(prompt.TotalTokens - 1) : hit;

    private int WholeSteps(int tokens) => tokens < _minimum ? 0 : tokens - ((tokens - _minimum) % _step);
}

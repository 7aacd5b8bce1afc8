using LatencyPortal.Gateway.Prompts.Families;

namespace LatencyPortal.Gateway.Prompts.Caching;

/// <summary>
/// Complete units alone are served. A unit ends where a prompt ended, where a second prompt was seen to part from an earlier
/// one, and at fixed intervals where the family has them.
/// </summary>
internal sealed class UnitRule(ModelFamily family, PrefixTable table) : CacheRule
{
    private readonly int _minimum = family.MinimumTokens ?? 1;
    private readonly int? _interval = family.GranularityTokens;
    private readonly EntryLife _life = new(family.Lifetimes);

    public override int Look(CachedPrompt prompt, long at)
    {
        var marks = prompt.Marks.Span;
        if (marks.IsEmpty || marks[^1].Tokens < _minimum)
            return 0;
        for (var i = marks.Length - 1; i >= 0; i--)
        {
            if (table.Find(marks[i].Hash) is >= 0 and var place && _life.IsLive(table[place], at))
                return marks[i].Tokens;
        }

        return 0;
    }

    public override CacheOutcome Take(CachedPrompt prompt, long at)
    {
        var marks = prompt.Marks.Span;
        if (marks.IsEmpty || marks[^1].Tokens < _minimum)
            return new CacheOutcome(0, 0, 0, CacheMiss.BelowMinimum, marks.IsEmpty ? -1 : 0);
        var (hit, common) = (0, 0);
        var (miss, missed) = (CacheMiss.None, -1);
        for (var i = marks.Length - 1; i >= 0; i--)
        {
            var tokens = marks[i].Tokens;
            ref var entry = ref table[table.Touch(marks[i].Hash, tokens - (i == 0 ? 0 : marks[i - 1].Tokens), out var known)];
            var seen = known && !entry.Evicted;
            var live = seen && _life.IsLive(entry, at);
            if (live && hit == 0)
                hit = tokens;
            else if (hit == 0)
                (miss, missed) = (!known ? CacheMiss.NeverSeen : entry.Evicted ? CacheMiss.Evicted : entry.Readable ? CacheMiss.Expired : CacheMiss.NotAtBreakpoint, i);
            var parts = seen && common == 0;
            if (parts)
                common = tokens;
            if (tokens >= _minimum && (parts || live || i == marks.Length - 1 || tokens % _interval == 0))
                _life.Write(ref entry, live, 0, at);
            else
                (entry.Readable, entry.Evicted) = (false, false);
        }

        table.Trim();
        return new CacheOutcome(hit, marks[^1].Tokens - hit, 0, miss, missed);
    }
}

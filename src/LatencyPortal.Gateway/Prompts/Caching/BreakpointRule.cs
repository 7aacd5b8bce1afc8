using LatencyPortal.Gateway.Prompts.Families;

namespace LatencyPortal.Gateway.Prompts.Caching;

/// <summary>
/// Entries end at breakpoints. A later prompt finds them at its own breakpoints and, as the family says, some content blocks
/// before each of them or at the breakpoints that earlier prompts set, however far back.
/// </summary>
internal sealed class BreakpointRule(ModelFamily family, PrefixTable table) : CacheRule
{
    private readonly int _minimum = family.MinimumTokens ?? 1;
    private readonly int _mostWrites = family.MostBreakpoints ?? int.MaxValue;
    private readonly int _mostReads = family.MostReadBreakpoints ?? int.MaxValue;
    private readonly int? _lookBack = family.Mechanism == CacheMechanism.NamedObject ? 0 : family.LookBackBlocks;
    private readonly EntryLife _life = new(family.Lifetimes);
    private readonly List<CacheBreakpoint> _points = [];

    private int FirstWrite => Math.Max(0, _points.Count - _mostWrites);

    public override string? Check(CachedPrompt prompt)
    {
        Gather(prompt);
        // Where entries are found at breakpoints however far back, old ones stay marked and the newest are written.
        if (_lookBack is not null && _points.Count > _mostWrites)
            return $"{_points.Count} breakpoints, the automatic one included; {family.Name} takes {_mostWrites}.";
        for (var i = 1; family.LongerLifetimeFirst && i < _points.Count; i++)
        {
            if (SecondsOf(_points[i]) > SecondsOf(_points[i - 1]))
                return $"The breakpoint at mark {_points[i].Mark} lives longer than the one before it; longer lifetimes have to come first.";
        }

        return null;
    }

    public override int Look(CachedPrompt prompt, long at)
    {
        Gather(prompt);
        return FindHit(prompt, at) is >= 0 and var hit ? prompt.Marks.Span[hit].Tokens : 0;
    }

    public override CacheOutcome Take(CachedPrompt prompt, long at)
    {
        Gather(prompt);
        var marks = prompt.Marks.Span;
        var hit = FindHit(prompt, at);
        var (miss, missed) = _points.Count == 0 ? (CacheMiss.NotAtBreakpoint, marks.IsEmpty ? -1 : 0)
            : marks[_points[^1].Mark].Tokens < _minimum ? (CacheMiss.BelowMinimum, 0)
            : hit == _points[^1].Mark ? (CacheMiss.None, -1)
            : (Explain(marks, hit, prompt.AutomaticBreakpoint, at), hit + 1);
        var cached = hit < 0 ? 0 : marks[hit].Tokens;
        var (shorter, longer) = Written(marks, cached);
        Keep(marks, hit, prompt, at);
        return new CacheOutcome(cached, shorter, longer, miss, missed);
    }

    /// <summary>The breakpoints of a prompt, the automatic one among them.</summary>
    private void Gather(CachedPrompt prompt)
    {
        _points.Clear();
        foreach (var point in prompt.Breakpoints.Span)
            _points.Add(point);
        if (!prompt.AutomaticBreakpoint || prompt.Marks.IsEmpty)
            return;
        var last = prompt.Blocks.IsEmpty ? prompt.Marks.Length - 1 : prompt.Blocks.Span[^1];
        if (_points.Count == 0 || _points[^1].Mark < last)
            _points.Add(new CacheBreakpoint(last, prompt.Lifetime));
    }

    /// <summary>Mark of the longest entry that can be read; -1 when there is none.</summary>
    private int FindHit(CachedPrompt prompt, long at)
    {
        var marks = prompt.Marks.Span;
        var blocks = prompt.Blocks.Span;
        var (point, reach, breakpoints) = (_points.Count - 1, 0, 0);
        for (var i = (blocks.IsEmpty ? marks.Length : blocks.Length) - 1; i >= 0 && point + reach >= 0; i--)
        {
            var mark = blocks.IsEmpty ? i : blocks[i];
            var marked = point >= 0 && _points[point].Mark == mark;
            if (marked)
                point--;
            if (_lookBack is { } back)
            {
                if (marked)
                    reach = back + 1;
                if (reach == 0)
                    continue;
                reach--;
                if (Lives(marks[mark].Hash, at))
                    return mark;
                continue;
            }

            // Unmarked places count where the provider itself had set a breakpoint.
            reach = prompt.AutomaticBreakpoint ? 1 : 0;
            var place = marked || prompt.AutomaticBreakpoint ? table.Find(marks[mark].Hash) : -1;
            var entered = place >= 0 && table[place] is { Readable: true, Evicted: false };
            if (!marked && !entered)
                continue;
            if (++breakpoints > _mostReads)
                break;
            if (entered && _life.IsLive(table[place], at))
                return mark;
        }

        return -1;
    }

    private bool Lives(ulong hash, long at)
    {
        var place = table.Find(hash);
        return place >= 0 && _life.IsLive(table[place], at);
    }

    /// <summary>Why nothing behind the hit is served: the reason that says most about what could be changed.</summary>
    private CacheMiss Explain(ReadOnlySpan<PrefixMark> marks, int hit, bool automatic, long at)
    {
        var (expired, evicted, seen) = (false, false, false);
        for (var i = hit + 1; i < marks.Length; i++)
        {
            var place = table.Find(marks[i].Hash);
            if (place < 0)
                break; // behind a mark that nobody saw none was seen
            ref var entry = ref table[place];
            if (_life.IsLive(entry, at))
                return IsLookedAt(i, automatic) ? CacheMiss.BeyondLookBack : CacheMiss.NotAtBreakpoint;
            evicted |= entry.Evicted;
            expired |= entry.Readable && !entry.Evicted;
            seen = true;
        }

        return expired ? CacheMiss.Expired : evicted ? CacheMiss.Evicted : seen ? CacheMiss.NotAtBreakpoint : CacheMiss.NeverSeen;
    }

    /// <summary>Whether an entry at a mark would count, were it only near enough.</summary>
    private bool IsLookedAt(int mark, bool automatic)
    {
        if (_lookBack is > 0 || (_lookBack is null && automatic))
            return true;
        foreach (var point in _points)
        {
            if (point.Mark == mark)
                return true;
        }

        return false;
    }

    /// <summary>Tokens written with the first and with the second lifetime: each breakpoint pays from the one before it on.</summary>
    private (int Shorter, int Longer) Written(ReadOnlySpan<PrefixMark> marks, int cached)
    {
        Span<int> written = [0, 0];
        for (var i = FirstWrite; i < _points.Count; i++)
        {
            var tokens = marks[_points[i].Mark].Tokens;
            if (tokens < _minimum || tokens <= cached)
                continue;
            written[_points[i].Lifetime] += tokens - cached;
            cached = tokens;
        }

        return (written[0], written[1]);
    }

    private void Keep(ReadOnlySpan<PrefixMark> marks, int hit, CachedPrompt prompt, long at)
    {
        var point = _points.Count - 1;
        for (var i = marks.Length - 1; i >= 0; i--)
        {
            ref var entry = ref table[table.Touch(marks[i].Hash, marks[i].Tokens - (i == 0 ? 0 : marks[i - 1].Tokens), out _)];
            var live = _life.IsLive(entry, at);
            while (point >= 0 && _points[point].Mark > i)
                point--;
            if (point >= FirstWrite && _points[point].Mark == i && marks[i].Tokens >= _minimum)
                _life.Write(ref entry, live, _points[point].Lifetime, at);
            else if (i == hit)
                _life.Refresh(ref entry, at);
            else if (entry.Evicted)
                (entry.Readable, entry.Evicted) = (false, false);
        }

        table.Trim();
    }

    private int SecondsOf(CacheBreakpoint point) => family.Lifetimes.Count == 0 ? 0 : family.Lifetimes[point.Lifetime].Seconds ?? 0;
}

namespace LatencyPortal.Testing.Upstream;

/// <summary>
/// Plays the cache of one provider, slowly and plainly: it keeps the words of every prefix in a list and compares them one
/// by one. It shares no code with the portal's prediction, so that each holds the other.
/// </summary>
/// <param name="spec">The rule.</param>
/// <param name="capacity">Tokens that it holds; those of the rule when <see langword="null"/>.</param>
public sealed class CacheSimulator(CacheSpec spec, int? capacity = null)
{
    private readonly Dictionary<int, List<Kept>> _kept = []; // by length
    private readonly List<IReadOnlyList<string>> _seen = [];
    private readonly Lock _gate = new();
    private int _turn;

    /// <summary>The rule.</summary>
    public CacheSpec Spec => spec;

    /// <summary>Answers a prompt.</summary>
    public CacheReport Take(WordPrompt prompt, DateTimeOffset at)
    {
        ArgumentNullException.ThrowIfNull(prompt);
        lock (_gate)
        {
            _turn++;
            var words = prompt.Words;
            return spec.Mechanism switch
            {
                "automatic" or "blockChain" or "tokenExact" => Prefixes(prompt, words, at),
                "breakpointsWithLookBack" or "exactBreakpoints" or "namedObject" => AtBreakpoints(prompt, words, at),
                "units" => Units(words),
                "none" => new CacheReport(words.Count, 0, []),
                var other => throw new NotSupportedException($"The mechanism {other} cannot be played."),
            };
        }
    }

    /// <summary>Every prefix of the minimum and some steps is kept; the longest one counts.</summary>
    private CacheReport Prefixes(WordPrompt prompt, IReadOnlyList<string> words, DateTimeOffset at)
    {
        var step = spec.Step ?? 1;
        var least = spec.Mechanism == "blockChain" ? Math.Max(spec.Minimum, step) : spec.Minimum;
        var sizes = new List<int>();
        for (var size = least; size <= words.Count; size += step)
            sizes.Add(size);
        var known = sizes.ConvertAll(size => Find(words, size));
        var longest = 0;
        for (var i = 0; i < sizes.Count; i++)
        {
            if (known[i] is { } kept && IsAlive(kept, at))
                longest = sizes[i];
        }

        for (var i = 0; i < sizes.Count; i++)
            Keep(known[i], words, sizes[i], LifetimeOf(prompt.Lifetime), at).Cost = i == 0 ? least : step;
        Forget();
        var served = longest;
        while (spec.LastTokenIsComputed && served > words.Count - 1)
            served = served - step < least ? 0 : served - step;
        var written = new int[Math.Max(1, spec.Lifetimes.Count)];
        written[LifetimeOf(prompt.Lifetime)] = sizes.Count == 0 ? 0 : sizes[^1] - longest;
        return new CacheReport(words.Count, served, written);
    }

    /// <summary>Entries end at breakpoints.</summary>
    private CacheReport AtBreakpoints(WordPrompt prompt, IReadOnlyList<string> words, DateTimeOffset at)
    {
        var ends = new List<int>();
        foreach (var block in prompt.Blocks)
            ends.Add((ends.Count == 0 ? 0 : ends[^1]) + block.Count);
        var points = prompt.Breakpoints.ToDictionary(point => point.Block, point => LifetimeOf(point.Lifetime));
        var automatic = prompt.Automatic ?? spec.Automatic;
        if (automatic && ends.Count > 0)
            points.TryAdd(ends.Count - 1, LifetimeOf(prompt.Lifetime));
        var marked = points.Keys.Order().ToList();

        var known = ends.ConvertAll(end => Find(words, end));
        List<int> looked;
        if (spec.Mechanism == "exactBreakpoints")
            looked = [.. Enumerable.Range(0, ends.Count).Where(block => points.ContainsKey(block) || (automatic && known[block] is not null)).TakeLast(spec.MostReadBreakpoints ?? int.MaxValue)];
        else
            looked = [.. Enumerable.Range(0, ends.Count).Where(block => marked.Any(point => point >= block && point - block <= (spec.LookBack ?? 0)))];
        var hit = looked.Where(block => known[block] is { } kept && IsAlive(kept, at)).DefaultIfEmpty(-1).Max();
        var cached = hit < 0 ? 0 : ends[hit];

        var written = new int[Math.Max(1, spec.Lifetimes.Count)];
        if (hit >= 0)
            Use(known[hit]!, at);
        var paid = cached;
        foreach (var block in marked.TakeLast(spec.MostBreakpoints ?? int.MaxValue).Where(block => ends[block] >= spec.Minimum))
        {
            Keep(known[block], words, ends[block], points[block], at);
            if (ends[block] <= paid)
                continue;
            written[points[block]] += ends[block] - paid;
            paid = ends[block];
        }

        return new CacheReport(words.Count, cached, written);
    }

    /// <summary>Units end where prompts ended, and where a prompt parted from an earlier one.</summary>
    private CacheReport Units(IReadOnlyList<string> words)
    {
        if (spec.Lifetimes.Any(lifetime => lifetime.Seconds is not null || lifetime.MostSeconds is not null))
            throw new NotSupportedException("Units that expire cannot be played.");
        var cached = _kept.Keys.Where(size => Find(words, size) is not null).DefaultIfEmpty(0).Max();
        var common = _seen.Select(earlier => Common(earlier, words)).DefaultIfEmpty(0).Max();
        var ends = new List<int> { common, words.Count };
        for (var end = spec.Step ?? int.MaxValue; end <= words.Count; end += spec.Step!.Value)
            ends.Add(end);
        foreach (var end in ends.Where(end => end >= spec.Minimum && Find(words, end) is null))
            Add(new Kept(words, end));
        _seen.Add(words);
        return new CacheReport(words.Count, cached, [words.Count < spec.Minimum ? 0 : words.Count - cached]);
    }

    private int LifetimeOf(string? name)
    {
        for (var i = 0; i < spec.Lifetimes.Count; i++)
        {
            if (spec.Lifetimes[i].Name == name)
                return i;
        }

        return 0;
    }

    private bool IsAlive(Kept kept, DateTimeOffset at)
    {
        if (spec.Lifetimes.Count == 0)
            return true;
        var lifetime = spec.Lifetimes[kept.Lifetime];
        return !((at - kept.Used).TotalSeconds >= lifetime.Seconds) && !((at - kept.Created).TotalSeconds >= lifetime.MostSeconds);
    }

    private void Use(Kept kept, DateTimeOffset at)
    {
        if (spec.Lifetimes.Count > 0 && spec.Lifetimes[kept.Lifetime].Refreshed)
            kept.Used = at;
    }

    /// <summary>Uses a prefix that is alive, writes any other one.</summary>
    private Kept Keep(Kept? known, IReadOnlyList<string> words, int size, int lifetime, DateTimeOffset at)
    {
        if (known is null)
        {
            Add(known = new Kept(words, size) { Created = at, Used = at, Lifetime = lifetime });
        }
        else if (!IsAlive(known, at))
        {
            (known.Created, known.Used, known.Lifetime) = (at, at, lifetime);
        }
        else
        {
            if (spec.Lifetimes.Count > 0 && (spec.Lifetimes[lifetime].Seconds ?? int.MaxValue) > (spec.Lifetimes[known.Lifetime].Seconds ?? int.MaxValue))
                known.Lifetime = lifetime;
            Use(known, at);
        }

        known.Turn = _turn;
        return known;
    }

    /// <summary>Lets go what was used longest ago, of one prompt the longest prefix first.</summary>
    private void Forget()
    {
        if ((capacity ?? spec.Capacity) is not { } most)
            return;
        while (_kept.Values.Sum(kept => kept.Sum(one => one.Cost)) > most)
        {
            var oldest = _kept.Values.SelectMany(kept => kept).OrderBy(kept => kept.Turn).ThenByDescending(kept => kept.Size).First();
            _kept[oldest.Size].Remove(oldest);
        }
    }

    private void Add(Kept kept)
    {
        if (!_kept.TryGetValue(kept.Size, out var sameSize))
            _kept[kept.Size] = sameSize = [];
        sameSize.Add(kept);
    }

    private Kept? Find(IReadOnlyList<string> words, int size) =>
        size <= words.Count && _kept.TryGetValue(size, out var kept) ? kept.Find(one => Common(one.Words, words) >= size) : null;

    private static int Common(IReadOnlyList<string> one, IReadOnlyList<string> other)
    {
        var i = 0;
        while (i < one.Count && i < other.Count && one[i] == other[i])
            i++;
        return i;
    }

    /// <summary>The first words of a prompt.</summary>
    private sealed class Kept(IReadOnlyList<string> words, int size)
    {
        public IReadOnlyList<string> Words => words;

        public int Size => size;

        public DateTimeOffset Created { get; set; }

        public DateTimeOffset Used { get; set; }

        public int Lifetime { get; set; }

        public int Turn { get; set; }

        public int Cost { get; set; }
    }
}

using LatencyPortal.Gateway.Prompts.Caching;
using LatencyPortal.Gateway.Prompts.Families;
using LatencyPortal.Telemetry.Traces;

namespace LatencyPortal.Gateway.Prompts.Replay;

/// <summary>Prompts with the places at which they could be marked; places in between are left out, for no arrangement looks at them.</summary>
internal sealed class PlannedPrompts
{
    /// <summary>Prefixes that a trial remembers.</summary>
    private const int MostEntries = 131_072;

    private readonly List<Entry> _entries = [];

    public PlannedPrompts(PromptOutline outline, IReadOnlyList<PromptTrace> traces, int mostCandidates)
    {
        var reader = new OutlineReader(outline, new TurnMemory());
        var prompts = new List<(DateTimeOffset At, List<OutlinePiece> Pieces)>(traces.Count);
        foreach (var trace in traces)
        {
            reader.Read(trace);
            prompts.Add((trace.At, [.. reader.Pieces]));
        }

        Candidates = Choose(prompts.Select(prompt => prompt.Pieces), mostCandidates);
        foreach (var (at, pieces) in prompts)
            _entries.Add(Read(at, pieces));
        InputTokens = _entries.Sum(entry => (long)entry.Tokens);
    }

    /// <summary>The places, in the order in which a model reads.</summary>
    public IReadOnlyList<(OutlinePlace Place, string? Segment)> Candidates { get; }

    public long InputTokens { get; }

    public int Count => _entries.Count;

    /// <summary>What an arrangement costs for the newest requests, in tokens of plain input.</summary>
    public (double Cost, long Cached) Try(MarkerChoice choice, ModelFamily family, int newest)
    {
        var cache = new PrefixCacheModel(family, mostEntries: MostEntries);
        var (input, cached, written, longer) = (0L, 0L, 0L, 0L);
        for (var i = Math.Max(0, _entries.Count - newest); i < _entries.Count; i++)
        {
            var outcome = cache.Take(Prompt(_entries[i], choice), _entries[i].At);
            input += _entries[i].Tokens;
            cached += outcome.CachedTokens;
            written += outcome.WrittenTokens;
            longer += outcome.WrittenLonger;
        }

        return (CachePrices.Units(family, input, cached, written, longer) ?? double.PositiveInfinity, cached);
    }

    private static CachedPrompt Prompt(Entry entry, MarkerChoice choice)
    {
        var points = new List<CacheBreakpoint>(choice.Markers.Count);
        var blocks = new List<int>(entry.Blocks.Length + choice.Markers.Count);
        var next = 0;
        foreach (var (candidate, lifetime) in choice.Markers)
        {
            var mark = entry.Candidates[candidate];
            if (mark < 0 || (points.Count > 0 && points[^1].Mark >= mark))
                continue;
            points.Add(new CacheBreakpoint(mark, lifetime));
            // A marker within a message makes two content blocks of it.
            while (next < entry.Blocks.Length && entry.Blocks[next] < mark)
                blocks.Add(entry.Blocks[next++]);
            if (next >= entry.Blocks.Length || entry.Blocks[next] != mark)
                blocks.Add(mark);
        }

        while (next < entry.Blocks.Length)
            blocks.Add(entry.Blocks[next++]);
        return new CachedPrompt
        {
            Marks = entry.Marks,
            TotalTokens = entry.Tokens,
            Blocks = blocks.ToArray(),
            Breakpoints = points.ToArray(),
            AutomaticBreakpoint = choice.Automatic,
        };
    }

    /// <summary>The ends of all places, and of the longest segments of the system message as many as there is room for.</summary>
    private static IReadOnlyList<(OutlinePlace, string?)> Choose(IEnumerable<List<OutlinePiece>> prompts, int most)
    {
        var places = new HashSet<OutlinePlace>();
        var segments = new Dictionary<string, (long Tokens, int Order)>(StringComparer.Ordinal);
        foreach (var pieces in prompts)
        {
            var before = 0;
            foreach (var piece in pieces)
            {
                places.Add(Whole(piece.Source.Place));
                if (!piece.EndsSegment)
                    continue;
                if (Segment(piece) is { } id)
                {
                    var known = segments.GetValueOrDefault(id, (0, segments.Count));
                    segments[id] = (known.Item1 + piece.Tokens - before, known.Item2);
                }

                before = piece.Tokens;
            }
        }

        var room = Math.Max(0, most - places.Count);
        var longest = segments.OrderByDescending(segment => segment.Value.Tokens).Take(room).OrderBy(segment => segment.Value.Order);
        return
        [
            .. places.Where(place => place < OutlinePlace.System).Select(place => (place, (string?)null)),
            .. longest.Select(segment => (OutlinePlace.System, (string?)segment.Key)),
            .. places.Where(place => place >= OutlinePlace.System).Order().Select(place => (place, (string?)null)),
        ];
    }

    private Entry Read(DateTimeOffset at, List<OutlinePiece> pieces)
    {
        var candidates = new int[Candidates.Count];
        Array.Fill(candidates, -1);
        var (marks, blocks) = (new List<PrefixMark>(), new List<int>());
        for (var i = 0; i < pieces.Count; i++)
        {
            var piece = pieces[i];
            var inside = Segment(piece) is { } id ? IndexOf(OutlinePlace.System, id) : -1;
            if (!piece.EndsBlock && inside < 0)
                continue;
            if (marks.Count == 0 || piece.Tokens > marks[^1].Tokens)
                marks.Add(new PrefixMark(piece.Hash, piece.Tokens));
            else
                marks[^1] = new PrefixMark(piece.Hash, piece.Tokens);
            if (piece.EndsBlock && (blocks.Count == 0 || blocks[^1] < marks.Count - 1))
                blocks.Add(marks.Count - 1);
            if (inside >= 0)
                candidates[inside] = marks.Count - 1;
            // Of the turns the last one stands for its place: the mark moves on with the conversation.
            if (piece.EndsBlock && IndexOf(Whole(piece.Source.Place), null) is >= 0 and var whole)
                candidates[whole] = marks.Count - 1;
        }

        return new Entry(at, [.. marks], [.. blocks], candidates, marks.Count == 0 ? 0 : marks[^1].Tokens);
    }

    private int IndexOf(OutlinePlace place, string? segment)
    {
        for (var i = 0; i < Candidates.Count; i++)
        {
            if (Candidates[i] == (place, segment))
                return i;
        }

        return -1;
    }

    /// <summary>The segment that ends within the system message.</summary>
    private static string? Segment(OutlinePiece piece) =>
        piece is { EndsSegment: true, EndsBlock: false, Source: { Place: OutlinePlace.System, Segment: { } id } } ? id : null;

    /// <summary>The own text of a conversation is the end of the system message.</summary>
    private static OutlinePlace Whole(OutlinePlace place) => place == OutlinePlace.Own ? OutlinePlace.System : place;

    private sealed record Entry(DateTimeOffset At, PrefixMark[] Marks, int[] Blocks, int[] Candidates, int Tokens);
}

using LatencyPortal.Gateway.Prompts.Caching;
using LatencyPortal.Gateway.Prompts.Composition;
using LatencyPortal.Gateway.Prompts.Families;
using LatencyPortal.Gateway.Prompts.Traces;

namespace LatencyPortal.Gateway.Prompts.Replay;

/// <summary>The prompts of one version of a template, as every family sees them: made once, replayed by each. Any thread once it is filled.</summary>
internal sealed class ReplayedPrompts
{
    private readonly List<PrefixMark> _marks = [];
    private readonly List<int> _blocks = [];
    private readonly List<Entry> _entries = [];
    private PrefixMark[] _allMarks = [];
    private int[] _allBlocks = [];

    public int Count => _entries.Count;

    public long InputTokens { get; private set; }

    /// <summary>Adds the prompt that a reader has just read.</summary>
    public void Add(OutlineReader prompt, DateTimeOffset at)
    {
        var first = _marks.Count;
        var firstBlock = _blocks.Count;
        var (tools, system, answer) = (-1, -1, 0);
        for (var i = 0; i < prompt.Pieces.Count; i++)
        {
            var piece = prompt.Pieces[i];
            Add(first, firstBlock, piece.Hash, piece.Tokens, piece.EndsBlock);
            var mark = _marks.Count - 1 - first;
            if (i == prompt.ToolsEnd)
                tools = mark;
            if (i == prompt.SystemEnd)
                system = mark;
            if (i == prompt.AnswerEnd)
                answer = mark + 1;
        }

        Close(first, firstBlock, new PromptEnds(tools, system, _marks.Count - 1 - first), answer, at);
    }

    /// <summary>Adds what stands in front of the question, and behind it the blocks of a trace that knows no more.</summary>
    public void Add(OutlineReader prompt, TraceRequest blocks, DateTimeOffset at)
    {
        var first = _marks.Count;
        var firstBlock = _blocks.Count;
        var (chain, tokens, tools, system) = (0UL, 0, -1, -1);
        for (var i = 0; i < prompt.Pieces.Count && prompt.Pieces[i].Source.Place != OutlinePlace.Asked; i++)
        {
            var piece = prompt.Pieces[i];
            (chain, tokens) = (piece.Hash, piece.Tokens);
            Add(first, firstBlock, chain, tokens, piece.EndsBlock);
            var mark = _marks.Count - 1 - first;
            if (i == prompt.ToolsEnd)
                tools = mark;
            if (i == prompt.SystemEnd)
                system = mark;
        }

        for (var i = 0; i < blocks.Blocks.Length; i++)
            Add(first, firstBlock, PromptMarks.Chain(chain, blocks.Blocks[i]), tokens + blocks.TokensTo[i], true);
        Close(first, firstBlock, new PromptEnds(tools, system, _marks.Count - 1 - first), 0, at);
    }

    /// <summary>Nothing is added any more, and prompts can be asked for.</summary>
    public void Freeze() => (_allMarks, _allBlocks) = ([.. _marks], [.. _blocks]);

    /// <summary>One prompt, with the breakpoints that the family gets when nobody planned any.</summary>
    public CachedPrompt Prompt(int index, ModelFamily family)
    {
        var entry = _entries[index];
        var (points, automatic) = Breakpoints.Default(family, entry.Ends);
        return Prompt(entry, entry.Marks, points, automatic);
    }

    /// <summary>Of a prompt whose conversation went on, the part that the model had computed when it had answered; <see langword="null"/> for a first turn.</summary>
    public CachedPrompt? Answered(int index) => _entries[index] is { Answer: > 0 } entry ? Prompt(entry, entry.Answer, default, false) : null;

    public DateTimeOffset At(int index) => _entries[index].At;

    private CachedPrompt Prompt(Entry entry, int marks, ReadOnlyMemory<CacheBreakpoint> points, bool automatic)
    {
        var blocks = _allBlocks.AsMemory(entry.FirstBlock, entry.Blocks);
        while (blocks.Length > 0 && blocks.Span[^1] >= marks)
            blocks = blocks[..^1];
        return new CachedPrompt
        {
            Marks = _allMarks.AsMemory(entry.First, marks),
            TotalTokens = marks == 0 ? 0 : _allMarks[entry.First + marks - 1].Tokens,
            Blocks = blocks,
            Breakpoints = points,
            AutomaticBreakpoint = automatic,
        };
    }

    /// <summary>A piece without tokens belongs to the next mark; one that ends a block belongs to it still.</summary>
    private void Add(int first, int firstBlock, ulong hash, int tokens, bool endsBlock)
    {
        var before = _marks.Count > first ? _marks[^1].Tokens : 0;
        if (tokens > before)
            _marks.Add(new PrefixMark(hash, tokens));
        else if (endsBlock && _marks.Count > first)
            _marks[^1] = new PrefixMark(hash, tokens);
        var mark = _marks.Count - 1 - first;
        if (endsBlock && mark >= 0 && (_blocks.Count == firstBlock || _blocks[^1] < mark))
            _blocks.Add(mark);
    }

    private void Close(int first, int firstBlock, PromptEnds ends, int answer, DateTimeOffset at)
    {
        InputTokens += _marks.Count > first ? _marks[^1].Tokens : 0;
        _entries.Add(new Entry(first, _marks.Count - first, firstBlock, _blocks.Count - firstBlock, ends, answer, at));
    }

    private readonly record struct Entry(int First, int Marks, int FirstBlock, int Blocks, PromptEnds Ends, int Answer, DateTimeOffset At);
}

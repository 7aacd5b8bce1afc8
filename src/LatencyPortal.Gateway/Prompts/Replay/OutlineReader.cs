using LatencyPortal.Gateway.Prompts.Caching;
using LatencyPortal.Gateway.Prompts.Composition;
using LatencyPortal.Gateway.Prompts.Templates;
using LatencyPortal.Telemetry.Traces;

namespace LatencyPortal.Gateway.Prompts.Replay;

/// <summary>Walks through the prompts of traces, one after another. Not safe for concurrent use.</summary>
internal sealed class OutlineReader
{
    private static readonly OutlineSource ToolsOfTheRequest = new(OutlinePlace.Tools, null, -1, []);
    private static readonly OutlineSource OwnText = new(OutlinePlace.Own, null, -1, []);
    private static readonly OutlineSource Turn = new(OutlinePlace.History, null, -1, []);
    private static readonly OutlineSource Question = new(OutlinePlace.Asked, null, -1, [BuiltInVariables.Input]);
    private static readonly OutlineSource BeforeQuestion = Question with { Names = [] };

    private readonly PromptOutline _outline;
    private readonly TurnMemory? _memory;
    private readonly OutlineValues _values;
    private readonly bool _hasInput;
    private readonly List<OutlinePiece> _pieces = [];
    private readonly Dictionary<(OutlineStep, long), (ulong, int, bool)> _days = [];
    private ulong _chain;

    /// <summary>Hash of the message so far, whatever stands in front of it.</summary>
    private ulong _message;
    private bool _isEmpty;
    private int _tokens;

    public OutlineReader(PromptOutline outline, TurnMemory? memory = null)
    {
        (_outline, _memory) = (outline, memory);
        _values = new OutlineValues(outline);
        _hasInput = outline.Segments.Any(segment => segment.Kind == SegmentKind.Input);
    }

    /// <summary>The pieces of the last prompt.</summary>
    public List<OutlinePiece> Pieces => _pieces;

    /// <summary>Pieces at which the tools and the system message of the last prompt end, and the answer to what was asked before; -1 for none.</summary>
    public int ToolsEnd { get; private set; }

    public int SystemEnd { get; private set; }

    public int AnswerEnd { get; private set; }

    public void Read(PromptTrace trace)
    {
        _pieces.Clear();
        (_chain, _tokens) = (0, 0);
        (ToolsEnd, SystemEnd, AnswerEnd) = (-1, -1, -1);
        _values.Read(trace);
        Tools(trace);
        System(trace);
        Examples();
        History(trace);
        Asked(trace);
    }

    private void Tools(PromptTrace trace)
    {
        var segment = _outline.Segments is [{ Kind: SegmentKind.Tools } first, ..] ? first : null;
        var own = segment is { ToolTokens: >= 0 };
        if (!own && trace.Tools is null)
            return;
        var hash = OutlineHash.Tools;
        for (var i = 0; own && i < segment!.Steps.Length; i++)
            hash = PromptMarks.Chain(hash, Piece(segment.Steps[i]).Hash);
        if (trace.Tools is { } tools)
            hash = PromptMarks.Chain(hash, tools.Hash);
        var source = !own ? ToolsOfTheRequest : segment!.Steps.FirstOrDefault(step => step.Source.Names.Count > 0)?.Source ?? segment.Steps[0].Source;
        Add(hash, Math.Max(0, segment?.ToolTokens ?? 0) + (trace.Tools?.Tokens ?? 0), source);
        EndSegment(0);
        EndBlock(0);
        ToolsEnd = _pieces.Count - 1;
    }

    private void System(PromptTrace trace)
    {
        var first = Begin();
        foreach (var segment in _outline.Segments)
        {
            if (segment is { GoesWithInput: false, Kind: SegmentKind.System or SegmentKind.Documents })
                Add(segment);
        }

        if (trace.Own is { } own)
        {
            var from = Join(OwnText);
            Add(PromptMarks.Chain(OutlineHash.Own, own.Hash), own.Tokens, OwnText);
            EndSegment(from);
        }

        if (!_isEmpty)
            EndBlock(first);
        if (_pieces.Count > first)
            SystemEnd = _pieces.Count - 1;
    }

    private void Examples()
    {
        foreach (var segment in _outline.Segments)
        {
            foreach (var (role, steps) in segment.Turns)
            {
                var first = Begin(role);
                foreach (var step in steps)
                    Add(step);
                EndBlock(first);
            }

            if (segment.Turns.Length > 0)
                EndSegment(0);
        }
    }

    private void History(PromptTrace trace)
    {
        if (!_outline.Segments.Any(segment => segment.Kind == SegmentKind.History))
            return;
        for (var i = 0; i < trace.History.Count; i++)
        {
            var turn = trace.History[i];
            var (hash, tokens) = (turn.Hash, turn.Tokens);
            if (_memory is not null && _memory.TryFind(trace.Conversation, turn.Hash, out var found))
            {
                (hash, tokens) = found;
                // Behind it stands what the model answered, which some caches keep.
                if (i == trace.History.Count - 2)
                    AnswerEnd = -2;
            }

            var first = _pieces.Count;
            Add(hash, tokens, Turn, i);
            EndBlock(first);
            if (AnswerEnd == -2 && i == trace.History.Count - 1)
                AnswerEnd = _pieces.Count - 1;
        }

        if (trace.History.Count > 0)
            EndSegment(0);
    }

    private void Asked(PromptTrace trace)
    {
        var (before, tokensBefore) = (_chain, _tokens);
        var first = Begin();
        foreach (var segment in _outline.Segments)
        {
            if (segment is { GoesWithInput: true, Kind: SegmentKind.System or SegmentKind.Documents } or { Kind: SegmentKind.Input })
                Add(segment);
        }

        if (!_hasInput)
        {
            var input = _values[_outline.Names.Count - 3];
            if (!input.IsBlank)
            {
                var from = Join(BeforeQuestion);
                Add(PromptMarks.Chain(OutlineHash.Value, input.Hash), input.Tokens, Question);
                EndSegment(from);
            }
        }

        // As a turn of the next request it is one text, wherever it came from.
        _chain = PromptMarks.Chain(before, _message);
        EndBlock(first);
        if (trace.Asked is { } asked)
            _memory?.Note(trace.Conversation, asked.Hash, _message, _tokens - tokensBefore);
    }

    private void Add(OutlineSegment segment)
    {
        var isBlank = true;
        foreach (var step in segment.Steps)
            isBlank &= step.Kind == StepKind.Silent || Piece(step).IsBlank;
        if (isBlank)
            return;
        var from = Join(segment.Joiner!);
        foreach (var step in segment.Steps)
            Add(step);
        EndSegment(from);
    }

    /// <summary>An empty line stands between two segments of a message.</summary>
    private int Join(OutlineSource source)
    {
        var from = _pieces.Count;
        if (!_isEmpty)
            Add(OutlineHash.Joiner, _outline.JoinerTokens, source);
        return from;
    }

    private void Add(OutlineStep step)
    {
        if (step.Kind == StepKind.Silent)
            return;
        var (hash, tokens, _) = Piece(step);
        if (step.Kind == StepKind.Value && tokens == 0 && _values[step.Reads[0]].IsBlank)
            return;
        Add(hash, tokens, step.Source);
    }

    private (ulong Hash, int Tokens, bool IsBlank) Piece(OutlineStep step)
    {
        switch (step.Kind)
        {
            case StepKind.Static:
                return (step.Hash, step.Tokens, step.IsBlank);
            case StepKind.Value:
                ref readonly var value = ref _values[step.Reads[0]];
                return (PromptMarks.Chain(step.Hash, value.Hash), value.Tokens, value.IsBlank);
            case StepKind.Moment:
                return Moment(step);
            default:
                var (hash, tokens) = (step.Hash, step.Tokens);
                foreach (var slot in step.Reads)
                    hash = PromptMarks.Chain(hash, _values[slot].Hash);
                foreach (var (slot, example) in step.Holds)
                    tokens += _values[slot].Tokens - example;
                return (hash, Math.Max(0, tokens), false);
        }
    }

    private (ulong Hash, int Tokens, bool IsBlank) Moment(OutlineStep step)
    {
        // A date is the same all day long; a moment comes once, but in several segments.
        var key = (step, step.Reads is [var slot] && slot == _outline.Names.Count - 1 ? _values.At.UtcTicks / TimeSpan.TicksPerDay : _values.At.UtcTicks);
        if (_days.TryGetValue(key, out var known))
            return known;
        var text = SegmentRenderer.RenderMoment(step.Template!, _values.At);
        if (_days.Count > 256)
            _days.Clear();
        return _days[key] = (OutlineHash.Of(text), _outline.CountMoment(text), string.IsNullOrWhiteSpace(text));
    }

    private int Begin(ulong role = 0)
    {
        _chain = PromptMarks.Chain(_chain, role);
        (_message, _isEmpty) = (role, true);
        return _pieces.Count;
    }

    private void Add(ulong hash, int tokens, OutlineSource source, int turn = 0)
    {
        _chain = PromptMarks.Chain(_chain, hash);
        _message = PromptMarks.Chain(_message, hash);
        _isEmpty = false;
        _tokens += tokens;
        _pieces.Add(new OutlinePiece(_chain, _tokens, source, turn, false, false));
    }

    private void EndSegment(int from)
    {
        if (_pieces.Count > from)
            _pieces[^1] = _pieces[^1] with { EndsSegment = true };
    }

    private void EndBlock(int from)
    {
        if (_pieces.Count > from)
            _pieces[^1] = _pieces[^1] with { Hash = _chain, EndsBlock = true };
    }
}

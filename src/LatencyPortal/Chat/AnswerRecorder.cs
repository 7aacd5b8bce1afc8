using System.Text;
using System.Text.Json;
using LatencyPortal.Data;
using LatencyPortal.Gateway;
using Microsoft.Extensions.AI;

namespace LatencyPortal.Chat;

/// <summary>
/// Takes the updates of a model call apart: text and reasoning go to the log at once, and what is told of them, who proposed
/// them and where they stood still, is kept for the end. One writer; <see cref="Text"/>, <see cref="Reasoning"/> and <see cref="Marks"/> may be read from any thread.
/// </summary>
/// <param name="log">Where the pieces go.</param>
/// <param name="sinceSubmitted">The clock of the call, in ms since the question was submitted.</param>
internal sealed class AnswerRecorder(MessageEventLog log, Func<double> sinceSubmitted)
{
    /// <summary>A pause counts as a stall from this many times the usual gap on, and from this many ms on.</summary>
    private const double StallFactor = 8;
    private const double ShortestStallMs = 200;

    private readonly Lock _gate = new();
    private readonly StringBuilder _text = new();
    private readonly StringBuilder _reasoning = new();
    private readonly List<OriginStretch> _origins = [];
    private readonly List<AnswerStall> _stalls = [];
    private readonly List<ToolCall> _tools = [];
    private int _told;
    private double? _thoughtBeforeMs;
    private double? _thoughtFromMs;
    private double? _thoughtToMs;
    private double? _lastMs;
    private double _usualGapMs;

    public ChatFinishReason? Finish { get; private set; }

    public string Text
    {
        get { lock (_gate) return _text.ToString(); }
    }

    public string Reasoning
    {
        get { lock (_gate) return _reasoning.ToString(); }
    }

    /// <summary>A copy of what is known so far.</summary>
    public AnswerMarks? Marks
    {
        get
        {
            lock (_gate)
            {
                return _stalls.Count + _origins.Count + _tools.Count > 0 || ThoughtMs is not null
                    ? new AnswerMarks([.. _stalls], [.. _origins]) { Tools = [.. _tools], ThoughtMs = ThoughtMs }
                    : null;
            }
        }
    }

    private double? ThoughtMs => _thoughtFromMs is null ? _thoughtBeforeMs : _thoughtToMs - _thoughtFromMs + (_thoughtBeforeMs ?? 0);

    /// <summary>Starts with what an earlier call wrote, as the first events of the log.</summary>
    public void Begin(Message soFar)
    {
        if (soFar.Reasoning.Length > 0)
        {
            lock (_gate)
                _reasoning.Append(soFar.Reasoning);
            log.Append(MessageEventKind.Reasoning, soFar.Reasoning, 0, []);
        }

        IReadOnlyList<OriginStretch> origins = soFar.Marks?.Origins ?? [];
        lock (_gate)
        {
            foreach (var stretch in origins)
                Tell(stretch);
            _stalls.AddRange(soFar.Marks?.Stalls ?? []);
            _tools.AddRange(soFar.Marks?.Tools ?? []);
            _thoughtBeforeMs = soFar.Marks?.ThoughtMs;
            _text.Append(soFar.Content);
        }

        log.Append(MessageEventKind.Text, soFar.Content, 0, origins);
    }

    public void Take(ChatResponseUpdate update)
    {
        Finish = update.FinishReason ?? Finish;
        foreach (var content in update.Contents)
        {
            if (content is TextReasoningContent { Text.Length: > 0 } thought)
            {
                TakeThought(Storable(thought.Text));
            }
            else if (content is FunctionCallContent call)
            {
                var tool = new ToolCall(call.Name, JsonSerializer.Serialize(call.Arguments, AIJsonUtilities.DefaultOptions));
                lock (_gate)
                    _tools.Add(tool);
            }
        }

        if (update.Text is { Length: > 0 } piece)
            TakeText(Storable(piece), TokenDetails.From(update)?.Origins ?? []);
    }

    private void TakeThought(string piece)
    {
        var now = sinceSubmitted();
        lock (_gate)
        {
            _thoughtToMs = now;
            _thoughtFromMs ??= now;
            _reasoning.Append(piece);
        }

        log.Append(MessageEventKind.Reasoning, piece, now, []);
    }

    /// <summary>The database ends a text at its first NUL; it is shown as U+FFFD anyway.</summary>
    private static string Storable(string text) => text.Replace('\0', '\uFFFD');

    private void TakeText(string piece, IReadOnlyList<Decoding.OriginRun> runs)
    {
        var now = sinceSubmitted();
        OriginStretch[] origins = [.. runs.Where(run => run.Characters > 0).Select(run => new OriginStretch(NameOf(run.Origin), run.Characters))];
        lock (_gate)
        {
            NoteGap(now);
            // Text of which nobody says who proposed it must not move what follows.
            if (origins.Length > 0 && _text.Length > _told)
                Tell(new OriginStretch("unknown", _text.Length - _told));
            foreach (var stretch in origins)
                Tell(stretch);
            _text.Append(piece);
        }

        log.Append(MessageEventKind.Text, piece, now, origins);
    }

    private void Tell(OriginStretch stretch)
    {
        _told += stretch.Length;
        if (_origins is [.., var last] && last.Origin == stretch.Origin)
            _origins[^1] = last with { Length = last.Length + stretch.Length };
        else
            _origins.Add(stretch);
    }

    private void NoteGap(double now)
    {
        if (_lastMs is { } last)
        {
            var gap = now - last;
            if (gap >= ShortestStallMs && gap >= StallFactor * _usualGapMs)
                _stalls.Add(new AnswerStall(_text.Length, Math.Round(gap)));
            // Follows the median: a stall moves it no further than any other gap.
            _usualGapMs = _usualGapMs == 0 ? gap : _usualGapMs + (Math.Sign(gap - _usualGapMs) * 0.1 * _usualGapMs);
        }

        _lastMs = now;
    }

    private static string NameOf(Decoding.TokenOrigin origin) => origin switch
    {
        Decoding.TokenOrigin.DraftModel => "draft",
        Decoding.TokenOrigin.NGram => "ngram",
        Decoding.TokenOrigin.Forced => "forced",
        _ => "target",
    };
}

using System.Diagnostics;
using System.Runtime.InteropServices;
using LatencyPortal.Decoding.KvCache;
using LatencyPortal.Decoding.Models;
using LatencyPortal.Decoding.Sampling;
using LatencyPortal.Decoding.Speculation;
using LatencyPortal.Decoding.Text;
using Microsoft.Extensions.Logging;
using Microsoft.ML.OnnxRuntime;

namespace LatencyPortal.Decoding.Scheduling;

/// <summary>
/// All running sequences of a model, step by step; one thread calls it. Decoding sequences fill the first rows of the
/// key/value slab, one behind another, so that one run serves them all; behind them a prompt is being read, or two in turns.
/// </summary>
internal sealed partial class DecodeLoop : IDisposable
{
    /// <summary>A large model takes longer to measure than anybody wants to wait; the rest is learnt on the way.</summary>
    private static readonly TimeSpan CalibrationTime = TimeSpan.FromMilliseconds(500);

    private readonly OnnxModelRunner _runner;
    private readonly ModelDrafter? _drafter;
    private readonly PrefixTree _prefixes;
    private readonly TokenBytes _tokenBytes;
    private readonly IReadOnlySet<int> _endTokens;
    private readonly double _stallMilliseconds;
    private readonly ILogger _logger;
    private readonly SequenceSampler _sampler;
    private readonly RoundPlanner _planner;
    private readonly SpeculationCounters _speculation = new();
    private readonly List<Sequence> _decoding = [];
    private readonly HeldRow[] _held;
    private readonly int[] _stepTokens;
    private readonly RunOptions _run = new();
    private Sequence? _reading;

    // A longer prompt that was being read when the shorter one came; it stands in the row after it.
    private Sequence? _behind;
    private bool _isTurnOfBehind;
    private volatile bool _terminated;

    public DecodeLoop(
        OnnxModelRunner runner,
        ModelDrafter? drafter,
        TokenBytes tokenBytes,
        IReadOnlySet<int> endTokens,
        DecodingOptions options,
        ILogger logger,
        NoiseFill? noise = null)
    {
        _runner = runner;
        _drafter = drafter;
        _tokenBytes = tokenBytes;
        _endTokens = endTokens;
        _logger = logger;
        _stallMilliseconds = options.StallBudget.TotalMilliseconds;
        _sampler = new SequenceSampler(tokenBytes.Count, noise);
        _planner = new RoundPlanner(runner, drafter, Costs, options.FixedDraft);
        _prefixes = new PrefixTree(runner.KeysAndValues, options.PrefixCacheBytes, options.CacheAllocator);
        _held = new HeldRow[runner.Rows];
        _stepTokens = new int[runner.Rows];
    }

    public StepCosts Costs { get; } = new();

    /// <summary>Milliseconds of one step of the draft model, 0 without one.</summary>
    public double DraftStepMs => _drafter?.StepCost ?? 0;

    public PrefixCacheStats Prefixes => _prefixes.Stats;

    /// <summary>Most requests that run together.</summary>
    public int Rows => _runner.Rows;

    public IReadOnlyList<SpeculationStats> Speculation => _speculation.Stats;

    /// <summary>There is something to do.</summary>
    public bool HasWork => _reading is not null || _decoding.Count > 0;

    /// <summary>A request may begin now.</summary>
    public bool CanAdmit => _reading is null && _decoding.Count < _runner.Rows;

    /// <summary>
    /// A request may begin although a prompt is being read: the two take turns, and the new one has less to read. One that
    /// has more must wait, so that they never change places.
    /// </summary>
    public bool CanOvertake(DecodeJob job) =>
        _reading is not null && _behind is null && _decoding.Count + 2 <= _runner.Rows
        && job.Prompt.Length - _prefixes.Find(job.Salt, job.Prompt).Length < Unread(_reading, _decoding.Count);

    /// <summary>Measures what runs cost; before the first request.</summary>
    public void Calibrate()
    {
        Calibration.Measure(_runner, Costs, DraftPlanner.MostDrafted + 1, CalibrationTime);
        _drafter?.Calibrate(CalibrationTime);
    }

    /// <summary>Ends a model run in progress, from any thread; the loop is of no use afterwards.</summary>
    public void Terminate()
    {
        _terminated = true;
        _run.Terminate = true;
    }

    /// <summary>Begins a request: takes what is known of its prompt, so that only the rest has to be read.</summary>
    public void Admit(DecodeJob job)
    {
        var row = _decoding.Count;
        var sequence = new Sequence(job, _tokenBytes, _endTokens);
        if (_reading is not null)
            Move(row, row + 1);
        (_reading, _behind, _isTurnOfBehind) = (sequence, _reading, false);
        try
        {
            // 1. The most that is known: in the row itself, or in the tree.
            var inRow = _held[row].Salt == job.Salt ? _held[row].Tokens.CommonPrefixLength(job.Prompt) : 0;
            inRow = Math.Min(inRow, _runner.LengthOf(row));
            _held[row] = default;
            var match = _prefixes.Find(job.Salt, job.Prompt);
            if (match.Length > inRow)
                _prefixes.Restore(job.Salt, job.Prompt.AsSpan(0, match.Length), inRow, row);
            var known = Math.Max(inRow, match.Length);
            // Without its logits the last token is read again.
            if (known == job.Prompt.Length && match.Logits is null)
                known--;
            _runner.SetLength(row, known);
            _prefixes.Count(known);

            // 2. The rest is read chunk by chunk; with nothing left, the first token is drawn at once.
            sequence.CachedTokens = known;
            sequence.Start();
            if (match.Logits is { } logits)
                BeginDecoding(sequence, logits);
        }
        catch (Exception e) when (IsOfOneSequence(e))
        {
            Fail(sequence, e);
        }
    }

    /// <summary>Reads a piece of a prompt, if one is being read, then takes every decoding sequence one step on.</summary>
    public void Step()
    {
        DropCancelled();
        if (_reading is not null)
            Read();
        if (_decoding.Count > 0)
            Decode();
    }

    /// <summary>Ends everything that runs.</summary>
    public void FailAll(Exception error)
    {
        while (_reading is not null)
            Fail(_reading, error);
        while (_decoding.Count > 0)
            Fail(_decoding[^1], error);
    }

    public void Dispose()
    {
        _prefixes.Dispose();
        _drafter?.Dispose();
        _runner.Dispose();
        _run.Dispose();
    }

    /// <summary>Whatever goes wrong with one answer belongs to its reader; the others go on.</summary>
    private static bool IsOfOneSequence(Exception error) => error is not OutOfMemoryException;

    private void DropCancelled()
    {
        if (_behind is { Job.Cancellation.IsCancellationRequested: true })
            Fail(_behind, new OperationCanceledException(_behind.Job.Cancellation));
        if (_reading is { Job.Cancellation.IsCancellationRequested: true })
            Fail(_reading, new OperationCanceledException(_reading.Job.Cancellation));
        for (var row = _decoding.Count - 1; row >= 0; row--)
        {
            if (_decoding[row].Job.Cancellation.IsCancellationRequested)
                Fail(_decoding[row], new OperationCanceledException(_decoding[row].Job.Cancellation));
        }
    }

    /// <summary>Reads a piece of a prompt; of two, by turns. The longer one never ends first, because only the first row may join.</summary>
    private void Read()
    {
        var row = _decoding.Count;
        var isBehind = _behind is not null && _isTurnOfBehind && Unread(_behind, row + 1) > 1;
        _isTurnOfBehind = !isBehind;
        row += isBehind ? 1 : 0;
        var sequence = isBehind ? _behind! : _reading!;
        try
        {
            var unread = sequence.Job.Prompt.AsSpan(_runner.LengthOf(row));
            // What the decoding sequences wait for: this chunk, and their own step.
            var most = _runner.MostTokens;
            if (_decoding.Count > 0)
                most = Costs.TokensWithin(_stallMilliseconds - Costs.Batch(_decoding.Count), most);
            var chunk = unread[..Math.Min(most, unread.Length - (isBehind ? 1 : 0))];
            var logits = Extend(row, chunk, lastOnly: true)[^_runner.Shape.VocabularySize..];
            if (chunk.Length == unread.Length)
                BeginDecoding(sequence, logits);
            else
                Sampler.ThrowIfNotFinite(logits); // Whoever cancels now leaves the row to the prefix tree.
        }
        catch (Exception e) when (IsOfOneSequence(e))
        {
            Fail(sequence, e);
        }
    }

    /// <summary>Draws the first token of a prompt that is read, and keeps the prompt for others.</summary>
    private void BeginDecoding(Sequence sequence, ReadOnlySpan<float> logits)
    {
        var row = _decoding.Count;
        Draw(sequence, logits, -1, TokenOrigin.Target);
        // The first token is on its way by now; keeping the prompt takes a moment.
        _prefixes.Insert(sequence.Job.Salt, sequence.Job.Prompt, row, sequence.Job.Cuts, logits);
        (_reading, _behind) = (_behind, null);
        _decoding.Add(sequence);
        if (sequence.Finish is not null)
            Leave(sequence, keep: true);
    }

    private void Decode()
    {
        if (_planner.Plan(_decoding))
        {
            for (var row = _decoding.Count - 1; row >= 0; row--)
                Round(_decoding[row], row);
        }
        else
        {
            Together();
        }
    }

    /// <summary>One token of every sequence in one run.</summary>
    private void Together()
    {
        var count = _decoding.Count;
        for (var row = 0; row < count; row++)
            _stepTokens[row] = _decoding[row].Tokens[^1];
        ReadOnlySpan<float> logits;
        try
        {
            var started = Stopwatch.GetTimestamp();
            logits = _runner.Step(_stepTokens.AsSpan(0, count), _run);
            Costs.NoteBatch(count, StepCosts.Since(started));
        }
        catch (Exception e) when (IsOfOneSequence(e))
        {
            // One run, one fate.
            while (_decoding.Count > 0)
                Fail(_decoding[^1], e);
            return;
        }

        // Rows are left from the last to the first, so that closing a gap moves no row that is still to be looked at.
        for (var row = count - 1; row >= 0; row--)
        {
            var sequence = _decoding[row];
            try
            {
                Draw(sequence, logits.Slice(row * _runner.Shape.VocabularySize, _runner.Shape.VocabularySize), -1, TokenOrigin.Target);
                if (sequence.Finish is not null)
                    Leave(sequence, keep: true);
            }
            catch (Exception e) when (IsOfOneSequence(e))
            {
                Fail(sequence, e);
            }
        }
    }

    /// <summary>One sequence by itself: its last token and what is proposed behind it, verified in one run.</summary>
    private void Round(Sequence sequence, int row)
    {
        try
        {
            var (source, fed) = _planner.Take(sequence, row, _run);
            var length = _runner.LengthOf(row);
            var logits = Extend(row, fed.Span);
            if (fed.Length > 1 && !Sampler.AreFinite(logits))
            {
                // Attention weighs what it must not see with zero, and zero times no number is no number: one proposal for
                // which the model has none spoils the whole run. What nobody said must not end an answer.
                sequence.Drafts.Of(source).Note(0, refused: true);
                fed = fed[..1];
                _runner.SetLength(row, length);
                logits = Extend(row, fed.Span);
            }

            var drafted = fed.Length - 1;
            var width = _runner.Shape.VocabularySize;
            var (accepted, refused) = (0, false);
            while (sequence.Finish is null && accepted < drafted && !refused)
            {
                refused = !Draw(sequence, logits.Slice(accepted * width, width), fed.Span[accepted + 1], source);
                accepted += refused ? 0 : 1;
            }

            // Behind a proposal that was right to its end stands one more row of logits.
            if (sequence.Finish is null && !refused)
                Draw(sequence, logits[^width..], -1, source);

            // The last token that was drawn is not in the row yet; an end token never will be.
            _runner.SetLength(row, Math.Min(_runner.LengthOf(row), sequence.Tokens.Count - (sequence.EndedByToken ? 0 : 1)));
            sequence.Drafted += drafted;
            sequence.Accepted += accepted;
            if (drafted > 0)
            {
                sequence.Drafts.Of(source).Note(accepted, refused);
                _speculation.Count(source, drafted, accepted, refused);
            }

            if (sequence.Finish is not null)
                Leave(sequence, keep: true);
        }
        catch (Exception e) when (IsOfOneSequence(e))
        {
            Fail(sequence, e);
        }
    }

    /// <summary>Draws the next token of a sequence and tells its reader; true when it is the proposed one.</summary>
    private bool Draw(Sequence sequence, ReadOnlySpan<float> logits, int proposed, TokenOrigin source)
    {
        var token = _sampler.Draw(sequence, logits, sequence.Tokens.Count, out var logprobs);
        var agreed = token == proposed;
        sequence.Commit(token, agreed ? source : TokenOrigin.Target, logprobs);
        return agreed;
    }

    private ReadOnlySpan<float> Extend(int row, ReadOnlySpan<int> tokens, bool lastOnly = false)
    {
        var started = Stopwatch.GetTimestamp();
        var logits = _runner.Extend(row, tokens, _run, lastOnly);
        Costs.NoteSingle(tokens.Length, StepCosts.Since(started));
        return logits;
    }

    private void Fail(Sequence sequence, Exception error)
    {
        if (_terminated)
            error = DecodeThread.Unloaded();
        if (error is not OperationCanceledException and not ObjectDisposedException)
        {
            LogFailed(_logger, error);
            // The sampler says in a sentence what is wrong with the logits; what others say is for the log.
            error = new DecodeFaultException(
                error is InvalidOperationException ? error.Message : "The model failed in the middle of this answer; the log says why.", error);
        }

        sequence.Job.Complete(error);
        // Cancelled work is good work; what a failed run left behind is not.
        Leave(sequence, keep: error is OperationCanceledException);
    }

    /// <summary>Takes a sequence out, keeps what it computed, and closes the gap.</summary>
    private void Leave(Sequence sequence, bool keep)
    {
        _drafter?.Release(sequence.Drafts);
        var row = ReferenceEquals(sequence, _reading) ? _decoding.Count
            : ReferenceEquals(sequence, _behind) ? _decoding.Count + 1
            : _decoding.IndexOf(sequence);
        if (row < 0)
            return;
        if (keep)
        {
            var computed = CollectionsMarshal.AsSpan(sequence.Tokens)[..Math.Min(_runner.LengthOf(row), sequence.Tokens.Count)];
            _prefixes.Insert(sequence.Job.Salt, computed, row, sequence.Job.Cuts, []);
            // Nothing will move over the last row, so the next request may go on in it.
            _held[row] = row >= _decoding.Count - 1 ? new HeldRow(sequence.Job.Salt, computed.ToArray()) : default;
        }
        else
        {
            _held[row] = default;
            _runner.SetLength(row, 0);
        }

        if (ReferenceEquals(sequence, _behind))
        {
            _behind = null;
            return;
        }

        if (ReferenceEquals(sequence, _reading))
        {
            (_reading, _behind) = (_behind, null);
            if (_reading is not null)
                Move(row + 1, row);
            return;
        }

        var last = _decoding.Count - 1;
        if (row < last)
        {
            Move(last, row);
            _decoding[row] = _decoding[last];
        }

        _decoding.RemoveAt(last);
        if (_reading is not null)
            Move(last + 1, last);
        if (_behind is not null)
            Move(last + 2, last + 1);
    }

    private int Unread(Sequence sequence, int row) => sequence.Job.Prompt.Length - _runner.LengthOf(row);

    private void Move(int from, int to)
    {
        var length = _runner.LengthOf(from);
        _runner.KeysAndValues.CopyRow(from, to, length);
        _runner.SetLength(to, length);
        _held[to] = default;
        _held[from] = default;
    }

    [LoggerMessage(LogLevel.Error, "A request failed in the local decoder.")]
    private static partial void LogFailed(ILogger logger, Exception error);
}

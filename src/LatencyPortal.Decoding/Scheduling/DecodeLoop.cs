using System.Diagnostics;
using LatencyPortal.Decoding.KvCache;
using LatencyPortal.Decoding.Models;
using LatencyPortal.Decoding.Sampling;
using LatencyPortal.Decoding.Speculation;
using LatencyPortal.Decoding.Text;
using Microsoft.Extensions.Logging;
using Microsoft.ML.OnnxRuntime;

namespace LatencyPortal.Decoding.Scheduling;

/// <summary>
/// All running sequences of a model, step by step; one thread calls it. A step reads a piece of a prompt, then takes every
/// decoding sequence on: all together by one token, or each by itself with what is proposed for it.
/// </summary>
internal sealed partial class DecodeLoop : IDisposable
{
    /// <summary>A large model takes longer to measure than anybody wants to wait; the rest is learnt on the way.</summary>
    private static readonly TimeSpan CalibrationTime = TimeSpan.FromMilliseconds(500);

    /// <summary>
    /// What a plan may fill of the stall budget: costs are medians, half of all runs take longer, and one that shares its
    /// processors with another program takes twice as long.
    /// </summary>
    private const double PlannedShareOfStall = 0.4;

    /// <summary>
    /// Tokens after which a prompt is kept for others while it is being read: to find memory for all of a long one at its
    /// end would hold up everybody.
    /// </summary>
    private const int KeptPiece = 64;

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
    private readonly SequenceRows _rows;
    private readonly List<Sequence> _decoding;
    private readonly int[] _stepTokens;
    private readonly RunOptions _run = new();
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
        _rows = new SequenceRows(runner, _prefixes);
        _decoding = _rows.Decoding;
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
    public bool HasWork => !_rows.IsEmpty;

    /// <summary>A request may begin now.</summary>
    public bool CanAdmit => _rows.HasRoom;

    /// <summary>
    /// A request may begin although a prompt is being read: the two take turns, and the new one has less to read. One that
    /// has more must wait, so that they never change places.
    /// </summary>
    public bool CanOvertake(DecodeJob job) =>
        _rows.HasRoomToOvertake && job.Prompt.Length - _prefixes.Find(job.Salt, job.Prompt).Length < _rows.Unread(_rows.Reading!);

    /// <summary>Measures what runs cost; before the first request.</summary>
    public void Calibrate()
    {
        Calibration.Measure(_runner, Costs, [.. Enumerable.Range(1, DraftPlanner.MostDrafted + 1)], CalibrationTime);
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
        var sequence = new Sequence(job, _tokenBytes, _endTokens, _speculation.NewState());
        var inRow = _rows.Begin(sequence);
        var row = _rows.ReadingRow;
        _isTurnOfBehind = false;
        try
        {
            // 1. The most that is known: in the row itself, or in the tree.
            var match = _prefixes.Find(job.Salt, job.Prompt);
            if (match.Length > inRow)
                _prefixes.Restore(job.Salt, job.Prompt.AsSpan(0, match.Length), inRow, row);
            sequence.Kept = match.Length;
            var known = Math.Max(inRow, match.Length);
            // Without its logits the last token is read again.
            if (known == job.Prompt.Length && match.Logits is null)
                known--;
            _runner.SetLength(row, known);
            _prefixes.Count(known);

            // 2. The rest is read chunk by chunk; with nothing left, the first token is drawn at once.
            sequence.CachedTokens = known;
            sequence.TellRead(known);
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
        if (_rows.Reading is not null)
            Read();
        if (_decoding.Count > 0)
            Decode();
    }

    /// <summary>Tells every reader that no more will come; the loop is of no use afterwards, so its rows are left as they are.</summary>
    public void FailAll(Exception error)
    {
        _rows.Reading?.Job.Complete(error);
        _rows.Behind?.Job.Complete(error);
        foreach (var sequence in _decoding)
            sequence.Job.Complete(error);
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
        DropIfCancelled(_rows.Behind);
        DropIfCancelled(_rows.Reading);
        for (var row = _decoding.Count - 1; row >= 0; row--)
            DropIfCancelled(_decoding[row]);
    }

    private void DropIfCancelled(Sequence? sequence)
    {
        if (sequence is { Job.Cancellation.IsCancellationRequested: true })
            Fail(sequence, new OperationCanceledException(sequence.Job.Cancellation));
    }

    /// <summary>Reads a piece of a prompt; of two, by turns. The longer one never ends first, because only the first row may join.</summary>
    private void Read()
    {
        var isBehind = _rows.Behind is not null && _isTurnOfBehind && _rows.Unread(_rows.Behind) > 1;
        _isTurnOfBehind = !isBehind;
        var row = _rows.ReadingRow + (isBehind ? 1 : 0);
        var sequence = isBehind ? _rows.Behind! : _rows.Reading!;
        try
        {
            var unread = sequence.Job.Prompt.AsSpan(_runner.LengthOf(row));
            // What the decoding sequences wait for: this chunk, and their own step.
            var most = _runner.MostTokens;
            if (_decoding.Count > 0)
            {
                // Where their step alone takes the budget, the prompt gets as much again: it must not starve.
                var step = Costs.Batch(_decoding.Count);
                most = Costs.TokensWithin(Math.Max((_stallMilliseconds * PlannedShareOfStall) - step, step), most);
            }

            var chunk = unread[..Math.Min(most, unread.Length - (isBehind ? 1 : 0))];
            var logits = Extend(row, chunk, lastOnly: true)[^_runner.Shape.VocabularySize..];
            sequence.TellRead(_runner.LengthOf(row));
            if (chunk.Length == unread.Length)
            {
                BeginDecoding(sequence, logits);
            }
            else
            {
                Sampler.ThrowIfNotFinite(logits);
                KeepRead(sequence, row);
            }
        }
        catch (Exception e) when (IsOfOneSequence(e))
        {
            Fail(sequence, e);
        }
    }

    /// <summary>Draws the first token of a prompt that is read, and keeps the prompt for others.</summary>
    private void BeginDecoding(Sequence sequence, ReadOnlySpan<float> logits)
    {
        Draw(sequence, logits, -1, TokenOrigin.Target);
        // The first token is on its way by now; keeping the prompt takes a moment.
        _prefixes.Insert(sequence.Job.Salt, sequence.Job.Prompt, _rows.ReadingRow, sequence.Job.Cuts, logits);
        _rows.Join();
        if (sequence.Finish is not null)
            Leave(sequence, keep: true);
    }

    /// <summary>Keeps what is read of a prompt for others, once there is enough that is new.</summary>
    private void KeepRead(Sequence sequence, int row)
    {
        var length = _runner.LengthOf(row);
        if (length - sequence.Kept < KeptPiece)
            return;
        _prefixes.Insert(sequence.Job.Salt, sequence.Job.Prompt.AsSpan(0, length), row, sequence.Job.Cuts, []);
        sequence.Kept = length;
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

    private void Leave(Sequence sequence, bool keep)
    {
        _drafter?.Release(sequence.Drafts);
        _rows.Leave(sequence, keep);
    }

    [LoggerMessage(LogLevel.Error, "A request failed in the local decoder.")]
    private static partial void LogFailed(ILogger logger, Exception error);
}

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
/// key/value slab, one behind another, so that one run serves them all; behind them at most one prompt is being read.
/// </summary>
internal sealed partial class DecodeLoop : IDisposable
{
    private readonly OnnxModelRunner _runner;
    private readonly ModelDrafter? _drafter;
    private readonly PrefixTree _prefixes;
    private readonly TokenBytes _tokenBytes;
    private readonly IReadOnlySet<int> _endTokens;
    private readonly double _stallMilliseconds;
    private readonly ILogger _logger;
    private readonly Sampler _sampler;
    private readonly List<Sequence> _decoding = [];
    private readonly HeldRow[] _held;
    private readonly int[] _stepTokens;
    private readonly int[] _proposal = new int[DraftPlanner.MostDrafted + 1];
    private readonly TokenMask _mask;
    private readonly RunOptions _run = new();
    private readonly RoundPlan[] _plans;
    private readonly int? _fixedDraft;
    private Sequence? _reading;
    private volatile bool _terminated;

    public DecodeLoop(
        OnnxModelRunner runner, ModelDrafter? drafter, TokenBytes tokenBytes, IReadOnlySet<int> endTokens, DecodingOptions options, ILogger logger)
    {
        _runner = runner;
        _drafter = drafter;
        _tokenBytes = tokenBytes;
        _endTokens = endTokens;
        _logger = logger;
        _fixedDraft = options.FixedDraft;
        _stallMilliseconds = options.StallBudget.TotalMilliseconds;
        _sampler = new Sampler(tokenBytes.Count);
        _mask = new TokenMask(tokenBytes.Count);
        _prefixes = new PrefixTree(runner.KeysAndValues, options.PrefixCacheBytes);
        _held = new HeldRow[runner.Rows];
        _stepTokens = new int[runner.Rows];
        _plans = new RoundPlan[runner.Rows];
    }

    public StepCosts Costs { get; } = new();

    public PrefixCacheStats Prefixes => _prefixes.Stats;

    /// <summary>There is something to do.</summary>
    public bool HasWork => _reading is not null || _decoding.Count > 0;

    /// <summary>A request may begin now.</summary>
    public bool CanAdmit => _reading is null && _decoding.Count < _runner.Rows;

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
        try
        {
            // 1. The most that is known: in the row itself, or in the tree.
            var inRow = _held[row].Salt == job.Salt ? _held[row].Tokens.CommonPrefixLength(job.Prompt) : 0;
            inRow = Math.Min(inRow, _runner.LengthOf(row));
            var match = _prefixes.Find(job.Salt, job.Prompt);
            if (match.Length > inRow)
                _prefixes.Restore(job.Salt, job.Prompt.AsSpan(0, match.Length), inRow, row);
            var known = Math.Max(inRow, match.Length);
            // Without its logits the last token is read again.
            if (known == job.Prompt.Length && match.Logits is null)
                known--;
            _runner.SetLength(row, known);
            _held[row] = default;
            _prefixes.Count(known);

            // 2. The rest is read chunk by chunk; with nothing left, the first token is drawn at once.
            sequence.CachedTokens = known;
            _reading = sequence;
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
            Read(_reading);
        if (_decoding.Count > 0)
            Decode();
    }

    /// <summary>Ends everything that runs.</summary>
    public void FailAll(Exception error)
    {
        if (_reading is not null)
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
        if (_reading is { Job.Cancellation.IsCancellationRequested: true })
            Fail(_reading, new OperationCanceledException(_reading.Job.Cancellation));
        for (var row = _decoding.Count - 1; row >= 0; row--)
        {
            if (_decoding[row].Job.Cancellation.IsCancellationRequested)
                Fail(_decoding[row], new OperationCanceledException(_decoding[row].Job.Cancellation));
        }
    }

    private void Read(Sequence sequence)
    {
        try
        {
            var row = _decoding.Count;
            var unread = sequence.Job.Prompt.AsSpan(_runner.LengthOf(row));
            // What the decoding sequences wait for: this chunk, and their own step.
            var most = _runner.MostTokens;
            if (_decoding.Count > 0)
                most = Costs.TokensWithin(_stallMilliseconds - Costs.Batch(_decoding.Count), most);
            var chunk = unread[..Math.Min(most, unread.Length)];
            var logits = Extend(row, chunk);
            if (chunk.Length == unread.Length)
                BeginDecoding(sequence, logits[^_runner.Shape.VocabularySize..]);
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
        _reading = null;
        _decoding.Add(sequence);
        if (sequence.Finish is not null)
            Leave(sequence, keep: true);
    }

    private void Decode()
    {
        var alone = Plan();
        if (alone)
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
            var (source, drafted) = (_plans[row].Source, 0);
            if (_plans[row].Drafted > 0)
            {
                var proposal = _proposal.AsSpan(1, _plans[row].Drafted);
                drafted = source switch
                {
                    TokenOrigin.Forced => sequence.Constraint!.GetForced(proposal),
                    TokenOrigin.NGram => sequence.Drafts.Repeats!.Propose(sequence.Tokens, proposal),
                    _ => _drafter!.Propose(sequence, proposal, _run),
                };
            }

            _proposal[0] = sequence.Tokens[^1];
            var logits = Extend(row, _proposal.AsSpan(0, drafted + 1));
            var accepted = 0;
            var refused = false;
            for (var i = 0; sequence.Finish is null; i++)
            {
                var width = _runner.Shape.VocabularySize;
                var agreed = Draw(sequence, logits.Slice(i * width, width), i < drafted ? _proposal[i + 1] : -1, source);
                if (agreed)
                {
                    accepted++;
                    continue;
                }

                refused = i < drafted;
                break;
            }

            // The last token that was drawn is not in the row yet; an end token never will be.
            _runner.SetLength(row, Math.Min(_runner.LengthOf(row), sequence.Tokens.Count - (sequence.EndedByToken ? 0 : 1)));
            sequence.Drafted += drafted;
            sequence.Accepted += accepted;
            if (drafted > 0)
                sequence.Drafts.Of(source).Note(accepted, refused);
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
        // Logits beyond the tokenizer's ids are padding.
        sequence.Constraint?.FillMask(_mask);
        var token = _sampler.Sample(
            logits[..Math.Min(_tokenBytes.Count, logits.Length)],
            sequence.Job.Sampling,
            sequence.History,
            sequence.Constraint is null ? null : _mask,
            sequence.Tokens.Count,
            out _);
        var agreed = token == proposed;
        sequence.Commit(token, agreed ? source : TokenOrigin.Target);
        return agreed;
    }

    /// <summary>
    /// Decides how the next round goes; true when each sequence runs by itself with proposals, false when all take one step
    /// together. What promises more tokens for the time wins.
    /// </summary>
    private bool Plan()
    {
        var (tokens, time, drafts) = (0.0, 0.0, false);
        for (var row = 0; row < _decoding.Count; row++)
        {
            var plan = PlanOf(_decoding[row], row);
            _plans[row] = plan;
            drafts |= plan.Drafted > 0;
            tokens += DraftPlanner.Expected(plan.Drafted > 0 ? _decoding[row].Drafts.Of(plan.Source).Rate : 0, plan.Drafted);
            time += Costs.Single(plan.Drafted + 1) + (plan.Source == TokenOrigin.DraftModel ? plan.Drafted * (_drafter?.StepCost ?? 0) : 0);
        }

        if (_decoding.Count == 1)
            return true;
        return drafts && (_fixedDraft is not null || tokens / time > _decoding.Count / Costs.Batch(_decoding.Count));
    }

    private RoundPlan PlanOf(Sequence sequence, int row)
    {
        if (!sequence.Job.Speculate || _runner.Shape.LastLogitsOnly || Costs.Single(1) == 0)
            return default;
        var drafts = sequence.Drafts;
        var most = Math.Min(_fixedDraft ?? DraftPlanner.MostDrafted, Math.Min(sequence.Remaining - 1, _runner.Shape.ContextLength - _runner.LengthOf(row) - 1));
        if (most < 1)
            return default;

        // 1. What the format leaves no choice about is nearly certain.
        if (sequence.Constraint?.GetForced(_proposal.AsSpan(1, most)) is > 0 and var forced)
        {
            var certain = _fixedDraft is null ? DraftPlanner.Choose(Costs, 0, drafts.Forced.Rate, forced) : forced;
            if (certain > 0)
                return new RoundPlan(TokenOrigin.Forced, certain);
        }

        // 2. A repetition costs nothing to propose.
        drafts.Repeats ??= new NGramIndex(sequence.Job.Prompt.Length + sequence.Job.MaxTokens);
        var plan = default(RoundPlan);
        var found = drafts.Repeats.Propose(sequence.Tokens, _proposal.AsSpan(1, most));
        if (found > 0)
        {
            var drafted = _fixedDraft ?? DraftPlanner.Choose(Costs, 0, drafts.NGram.Rate, found);
            if (drafted == 0 && ++drafts.Idle > DraftPlanner.TrialPause)
                (drafted, drafts.Idle) = (1, 0);
            plan = new RoundPlan(TokenOrigin.NGram, drafted);
        }

        // 3. The draft model, where it promises more.
        if (_drafter is null)
            return plan;
        var byModel = _fixedDraft ?? DraftPlanner.Choose(Costs, _drafter.StepCost, drafts.Model.Rate, most);
        if (byModel == 0 && plan.Drafted == 0 && ++drafts.Idle > DraftPlanner.TrialPause)
            (byModel, drafts.Idle) = (1, 0);
        return Rate(byModel, drafts.Model.Rate, _drafter.StepCost) > Rate(plan.Drafted, drafts.NGram.Rate, 0)
            ? new RoundPlan(TokenOrigin.DraftModel, byModel)
            : plan;

        double Rate(int drafted, double acceptance, double draftStep) =>
            drafted == 0 ? 0 : DraftPlanner.Expected(acceptance, drafted) / (Costs.Single(drafted + 1) + (drafted * draftStep));
    }

    private ReadOnlySpan<float> Extend(int row, ReadOnlySpan<int> tokens)
    {
        var started = Stopwatch.GetTimestamp();
        var logits = _runner.Extend(row, tokens, _run);
        Costs.NoteSingle(tokens.Length, StepCosts.Since(started));
        return logits;
    }

    private void Fail(Sequence sequence, Exception error)
    {
        if (_terminated)
            error = DecodeThread.Unloaded();
        if (error is not OperationCanceledException and not ObjectDisposedException)
            LogFailed(_logger, error);
        sequence.Job.Output.TryComplete(error);
        // Cancelled work is good work; what a failed run left behind is not.
        Leave(sequence, keep: error is OperationCanceledException);
    }

    /// <summary>Takes a sequence out, keeps what it computed, and closes the gap.</summary>
    private void Leave(Sequence sequence, bool keep)
    {
        _drafter?.Release(sequence.Drafts);
        var row = ReferenceEquals(sequence, _reading) ? _decoding.Count : _decoding.IndexOf(sequence);
        if (row < 0)
            return;
        if (keep)
        {
            var computed = CollectionsMarshal.AsSpan(sequence.Tokens)[..Math.Min(_runner.LengthOf(row), sequence.Tokens.Count)];
            _prefixes.Insert(sequence.Job.Salt, computed, row, sequence.Job.Cuts, []);
            _held[row] = new HeldRow(sequence.Job.Salt, computed.ToArray());
        }
        else
        {
            _held[row] = default;
            _runner.SetLength(row, 0);
        }

        if (ReferenceEquals(sequence, _reading))
        {
            _reading = null;
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
    }

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

using System.Diagnostics;
using System.Runtime.InteropServices;
using LatencyPortal.Decoding.Models;
using LatencyPortal.Decoding.Sampling;
using LatencyPortal.Decoding.Scheduling;
using Microsoft.ML.OnnxRuntime;

namespace LatencyPortal.Decoding.Speculation;

/// <summary>
/// Proposes tokens with a small model that has the target's vocabulary. It draws with the same noise as the target will,
/// so that where the two models agree on the odds they agree on the token (Daliri et al. 2024, arXiv 2408.07978).
/// </summary>
internal sealed class ModelDrafter : IDisposable
{
    /// <summary>A text of so many tokens tells what reading costs: longer ones cost as much for each token.</summary>
    private const int ReadingSample = 64;

    private readonly OnnxModelRunner _runner;
    private readonly SequenceSampler _sampler;
    private readonly StepCosts _costs = new();
    private readonly Stack<int> _freeRows = new();
    private readonly List<int>[] _fed;

    public ModelDrafter(OnnxModelRunner runner, int vocabulary, NoiseFill? noise = null)
    {
        _runner = runner;
        _sampler = new SequenceSampler(vocabulary, noise);
        _fed = new List<int>[runner.Rows];
        for (var row = runner.Rows - 1; row >= 0; row--)
        {
            _fed[row] = [];
            _freeRows.Push(row);
        }
    }

    /// <summary>Milliseconds of one step.</summary>
    public double StepCost => _costs.Single(1);

    /// <summary>Measures what a step costs, and reading a text; before the first proposal.</summary>
    public void Calibrate(TimeSpan time) => Calibration.Measure(_runner, _costs, [1, ReadingSample], time);

    /// <summary>Milliseconds to read what the draft model has not read of a sequence yet, all but its last token.</summary>
    public double ReadingCost(Sequence sequence)
    {
        var row = sequence.Drafts.DraftRow;
        var unread = sequence.Tokens.Count - 1 - (row < 0 ? 0 : _fed[row].Count);
        return unread <= DraftPlanner.MostDrafted ? 0 : _costs.Single(unread);
    }

    /// <summary>
    /// Proposes what comes next. A long text that the draft model has not read yet is read chunk by chunk, one a call, so
    /// that reading it never holds up running answers.
    /// </summary>
    /// <returns>Tokens proposed; 0 while it is still reading, when it has no room, or when it fails.</returns>
    public int Propose(Sequence sequence, Span<int> proposal, RunOptions run)
    {
        var (pushed, advanced) = (sequence.History?.Length ?? 0, sequence.Constraint?.Length ?? 0);
        try
        {
            return TryPropose(sequence, proposal, run);
        }
        catch (Exception e) when (e is OnnxRuntimeException or InvalidOperationException)
        {
            // A proposal is a favour: without it the answer is the same. What the draft model has of this text is of no use.
            Release(sequence.Drafts);
            sequence.Drafts.IsModelBroken = true;
            return 0;
        }
        finally
        {
            // What was only tried must leave no trace.
            sequence.History?.Pop(sequence.History.Length - pushed);
            sequence.Constraint?.Rewind(sequence.Constraint.Length - advanced);
        }
    }

    private int TryPropose(Sequence sequence, Span<int> proposal, RunOptions run)
    {
        var tokens = CollectionsMarshal.AsSpan(sequence.Tokens);
        if (tokens.Length + proposal.Length > _runner.Shape.ContextLength || !TryTakeRow(sequence.Drafts))
            return 0;
        var row = sequence.Drafts.DraftRow;
        var unread = tokens[Agreed(row, tokens)..];
        if (unread.Length > _runner.MostTokens)
        {
            Read(row, unread[.._runner.MostTokens], run);
            return 0;
        }

        var drafted = 0;
        while (drafted < proposal.Length)
        {
            var logits = drafted == 0 ? Read(row, unread, run) : Read(row, proposal.Slice(drafted - 1, 1), run);
            var token = _sampler.Propose(sequence, logits, tokens.Length + drafted);
            proposal[drafted++] = token;
            sequence.History?.Push(token);
            sequence.Constraint?.Advance(token);
            if (sequence.Constraint is { HasEnded: true })
                break;
        }

        return drafted;
    }

    /// <summary>Gives back the row of a sequence that ended.</summary>
    public void Release(DraftState drafts)
    {
        if (drafts.DraftRow < 0)
            return;
        _fed[drafts.DraftRow].Clear();
        _runner.SetLength(drafts.DraftRow, 0);
        _freeRows.Push(drafts.DraftRow);
        drafts.DraftRow = -1;
    }

    public void Dispose() => _runner.Dispose();

    private bool TryTakeRow(DraftState drafts)
    {
        if (drafts.DraftRow >= 0)
            return true;
        if (!_freeRows.TryPop(out var row))
            return false;
        drafts.DraftRow = row;
        return true;
    }

    /// <summary>Forgets proposals that were refused; returns how much of the text the draft model has read.</summary>
    private int Agreed(int row, ReadOnlySpan<int> tokens)
    {
        var fed = _fed[row];
        // The last token is always read anew: its logits are wanted.
        var agreed = CollectionsMarshal.AsSpan(fed).CommonPrefixLength(tokens[..^1]);
        fed.RemoveRange(agreed, fed.Count - agreed);
        _runner.SetLength(row, agreed);
        return agreed;
    }

    private ReadOnlySpan<float> Read(int row, ReadOnlySpan<int> tokens, RunOptions run)
    {
        var started = Stopwatch.GetTimestamp();
        var logits = _runner.Extend(row, tokens, run, lastOnly: true);
        _costs.NoteSingle(tokens.Length, StepCosts.Since(started));
        _fed[row].AddRange(tokens);
        return logits[^_runner.Shape.VocabularySize..];
    }
}

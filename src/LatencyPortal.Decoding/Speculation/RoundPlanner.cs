using LatencyPortal.Decoding.Models;
using LatencyPortal.Decoding.Scheduling;
using Microsoft.ML.OnnxRuntime;

namespace LatencyPortal.Decoding.Speculation;

/// <summary>Decides for each decoding sequence who proposes how many tokens, and keeps what was proposed.</summary>
internal sealed class RoundPlanner(OnnxModelRunner runner, ModelDrafter? drafter, StepCosts costs, int? fixedDraft)
{
    /// <summary>The last token of a sequence and the most that can be proposed behind it.</summary>
    private const int Width = DraftPlanner.MostDrafted + 1;

    private readonly RoundPlan[] _plans = new RoundPlan[runner.Rows];
    private readonly int[] _tokens = new int[runner.Rows * Width];

    /// <summary>
    /// Plans a round of all sequences; true when each runs by itself with its proposal, false when all take one step
    /// together. What promises more tokens for the time wins.
    /// </summary>
    public bool Plan(List<Sequence> decoding)
    {
        var (tokens, time, drafts) = (0.0, 0.0, false);
        for (var row = 0; row < decoding.Count; row++)
        {
            var plan = PlanOf(decoding[row], row);
            _plans[row] = plan;
            drafts |= plan.Drafted > 0;
            tokens += DraftPlanner.Expected(plan.Drafted > 0 ? decoding[row].Drafts.Of(plan.Source).Rate : 0, plan.Drafted);
            time += costs.Single(plan.Drafted + 1) + (plan.Source == TokenOrigin.DraftModel ? plan.Drafted * (drafter?.StepCost ?? 0) : 0);
        }

        if (decoding.Count == 1)
            return true;
        return drafts && (fixedDraft is not null || tokens / time > decoding.Count / costs.Batch(decoding.Count));
    }

    /// <summary>What a row feeds in the planned round: its last token, then those proposed behind it.</summary>
    public (TokenOrigin Source, ReadOnlyMemory<int> Tokens) Take(Sequence sequence, int row, RunOptions run)
    {
        var (source, drafted) = _plans[row];
        var tokens = _tokens.AsMemory(row * Width, drafted + 1);
        tokens.Span[0] = sequence.Tokens[^1];
        // The others stand there since the plan was made; the draft model is only asked when its proposal is wanted.
        if (source == TokenOrigin.DraftModel)
            tokens = tokens[..(drafter!.Propose(sequence, tokens.Span[1..], run) + 1)];
        return (source, tokens);
    }

    private RoundPlan PlanOf(Sequence sequence, int row)
    {
        if (!sequence.Job.Speculate || runner.Shape.LastLogitsOnly || costs.Single(1) == 0)
            return default;
        var drafts = sequence.Drafts;
        var room = Math.Min(sequence.Remaining - 1, runner.Shape.ContextLength - runner.LengthOf(row) - 1);
        var most = Math.Min(fixedDraft ?? DraftPlanner.MostDrafted, room);
        if (most < 1)
            return default;
        var proposal = _tokens.AsSpan((row * Width) + 1, most);

        // 1. What the format leaves no choice about is nearly certain.
        if (sequence.Constraint?.GetForced(proposal) is > 0 and var forced)
        {
            var certain = fixedDraft is null ? DraftPlanner.Choose(costs, 0, drafts.Forced.Rate, forced) : forced;
            if (certain > 0)
                return new RoundPlan(TokenOrigin.Forced, certain);
        }

        // 2. A repetition costs nothing to propose.
        drafts.Repeats ??= new NGramIndex(sequence.Job.Prompt.Length + sequence.Job.MaxTokens);
        var found = drafts.Repeats.Propose(sequence.Tokens, proposal);
        var hasModel = drafter is not null && !drafts.IsModelBroken;
        if (fixedDraft is not null)
            return found > 0 ? new RoundPlan(TokenOrigin.NGram, found) : hasModel ? new RoundPlan(TokenOrigin.DraftModel, most) : default;
        var repeated = found > 0 ? DraftPlanner.Choose(costs, 0, drafts.NGram.Rate, found) : 0;

        // 3. The draft model, where it promises more. A text that it has to read first must have missed it long enough.
        var byModel = hasModel ? DraftPlanner.Choose(costs, drafter!.StepCost, drafts.Model.Rate, most) : 0;
        var isModelBetter = Rate(byModel, drafts.Model.Rate, drafter?.StepCost ?? 0) > Rate(repeated, drafts.NGram.Rate, 0);
        if (hasModel && drafter!.ReadingCost(sequence) > drafts.Missed)
        {
            drafts.Missed += isModelBetter ? Saved(drafts, byModel, repeated) : costs.Single(1) * DraftPlanner.TrialShare;
            (hasModel, isModelBetter, byModel) = (false, false, 0);
        }

        // 4. Now and then what does not seem to pay.
        if ((found > 0 || hasModel) && ++drafts.SinceTrial > DraftPlanner.TrialPause)
        {
            drafts.SinceTrial = 0;
            var isLong = ++drafts.Trials % DraftPlanner.LongTrial == 0;
            var limit = found > 0 ? found : most;
            if (isLong || byModel + repeated == 0)
                return new RoundPlan(found > 0 ? TokenOrigin.NGram : TokenOrigin.DraftModel, isLong ? costs.LongestUnseen(limit + 1) - 1 : 1);
        }

        return isModelBetter
            ? new RoundPlan(TokenOrigin.DraftModel, byModel)
            : new RoundPlan(TokenOrigin.NGram, repeated);
    }

    /// <summary>Milliseconds that a round with the draft model would save.</summary>
    private double Saved(DraftState drafts, int byModel, int repeated)
    {
        var otherwise = repeated > 0 ? Rate(repeated, drafts.NGram.Rate, 0) : 1 / costs.Single(1);
        return (DraftPlanner.Expected(drafts.Model.Rate, byModel) / otherwise) - costs.Single(byModel + 1) - (byModel * drafter!.StepCost);
    }

    private double Rate(int drafted, double acceptance, double draftStep) =>
        drafted == 0 ? 0 : DraftPlanner.Expected(acceptance, drafted) / (costs.Single(drafted + 1) + (drafted * draftStep));
}

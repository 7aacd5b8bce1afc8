using LatencyPortal.Decoding;
using LatencyPortal.Decoding.Speculation;

namespace LatencyPortal.Cli.Bench.Decoder;

/// <summary>
/// What speculation may gain with the measured costs and acceptance: E(k) / (r(k+1) + k·c), where
/// E(k) = (1 - a^(k+1)) / (1 - a) (Leviathan, Kalman and Matias 2023, section 3.1), r is the time of a run of so many tokens and
/// c that of a step of the draft model, both in steps of the target.
/// </summary>
/// <param name="Allowed">
/// For the rounds as they were: each source with the k that it proposed on average and the tokens that were agreed to, and rounds
/// in which nobody had anything to propose.
/// </param>
/// <param name="Best">The most over k, if every round had a proposal of that length.</param>
/// <param name="BestDrafted">The k that gives it.</param>
/// <param name="Acceptance">a: share of the tokens looked at that were right.</param>
/// <param name="DraftStep">c, counted for <paramref name="Best"/> only for the share of tokens that the draft model proposed.</param>
internal sealed record SpeculationBound(double Allowed, double Best, int BestDrafted, double Acceptance, double DraftStep)
{
    /// <summary>Null when nothing was proposed.</summary>
    /// <param name="model">The model that decoded.</param>
    /// <param name="before">Its counters before the first of the answers.</param>
    /// <param name="tokens">Tokens of the answers that were not drawn from the prompt's own logits.</param>
    public static SpeculationBound? Of(LocalModel model, IReadOnlyList<SpeculationStats> before, int tokens)
    {
        var sources = model.Speculation.Zip(before, (now, then) =>
            new SpeculationStats(now.Source, now.Rounds - then.Rounds, now.Drafted - then.Drafted, now.Accepted - then.Accepted, now.Refused - then.Refused)).ToList();
        var costs = model.Costs;
        var (rounds, drafted) = (sources.Sum(source => source.Rounds), sources.Sum(source => source.Drafted));
        var (accepted, refused) = (sources.Sum(source => source.Accepted), sources.Sum(source => source.Refused));
        if (accepted + refused == 0)
            return null;

        // 1. What the rounds should have taken, in steps of one token.
        var step = model.DraftStepMs / costs.Single(1);
        var byModel = sources.Single(source => source.Source == TokenOrigin.DraftModel).Drafted;
        var alone = Math.Max(0, tokens - accepted - rounds);
        var time = alone + (byModel * step) + sources.Where(source => source.Rounds > 0).Sum(source => source.Rounds * Cost(1 + ((double)source.Drafted / source.Rounds)));

        // 2. The k that would pay most.
        var acceptance = (double)accepted / (accepted + refused);
        var share = step * byModel / drafted;
        var (best, k) = Enumerable.Range(1, DraftPlanner.MostDrafted)
            .Select(k => (Speedup: DraftPlanner.Expected(acceptance, k) / (Cost(k + 1) + (k * share)), k))
            .MaxBy(choice => choice.Speedup);
        return new SpeculationBound(tokens / time, best, k, acceptance, share);

        double Cost(double width)
        {
            var (low, high) = (costs.Single((int)Math.Floor(width)), costs.Single((int)Math.Ceiling(width)));
            return (low + ((high - low) * (width - Math.Floor(width)))) / costs.Single(1);
        }
    }

    /// <summary>r(1) to r(9): times of runs of so many tokens in steps of one.</summary>
    public static IReadOnlyList<double> RunCosts(LocalModel model) =>
        [.. Enumerable.Range(1, DraftPlanner.MostDrafted + 1).Select(tokens => model.Costs.Single(tokens) / model.Costs.Single(1))];
}

using LatencyPortal.Decoding;
using LatencyPortal.Decoding.Speculation;

namespace LatencyPortal.Cli.Bench.Decoder;

/// <summary>
/// What speculation may gain at most with the measured costs and acceptance: the largest E(k) / (r(k+1) + k·c) over k, where
/// E(k) = (1 - a^(k+1)) / (1 - a) (Leviathan, Kalman and Matias 2023, section 3.1), r is the time of a run of so many tokens and
/// c that of a step of the draft model, both in steps of the target.
/// </summary>
/// <param name="Speedup">Over plain decoding.</param>
/// <param name="Drafted">The k that gives it.</param>
/// <param name="Acceptance">a: share of the tokens looked at that were right.</param>
/// <param name="DraftStep">c, counted only for the share of tokens that the draft model proposed.</param>
internal sealed record SpeculationBound(double Speedup, int Drafted, double Acceptance, double DraftStep)
{
    /// <summary>Null when nothing was proposed.</summary>
    public static SpeculationBound? Of(LocalModel model)
    {
        var (sources, costs) = (model.Speculation, model.Costs);
        var (drafted, accepted, refused) = (sources.Sum(source => source.Drafted), sources.Sum(source => source.Accepted), sources.Sum(source => source.Refused));
        if (accepted + refused == 0)
            return null;
        var acceptance = (double)accepted / (accepted + refused);
        var byModel = (double)sources.Single(source => source.Source == TokenOrigin.DraftModel).Drafted / drafted;
        var step = model.DraftStepMs * byModel / costs.Single(1);
        var (best, k) = (1.0, 0);
        for (var tokens = 1; tokens <= DraftPlanner.MostDrafted; tokens++)
        {
            var speedup = DraftPlanner.Expected(acceptance, tokens) / ((costs.Single(tokens + 1) / costs.Single(1)) + (tokens * step));
            if (speedup > best)
                (best, k) = (speedup, tokens);
        }

        return new SpeculationBound(best, k, acceptance, step);
    }

    /// <summary>r(1) to r(9): times of runs of so many tokens in steps of one.</summary>
    public static IReadOnlyList<double> RunCosts(LocalModel model) =>
        [.. Enumerable.Range(1, DraftPlanner.MostDrafted + 1).Select(tokens => model.Costs.Single(tokens) / model.Costs.Single(1))];
}

using LatencyPortal.Decoding;
using LatencyPortal.Decoding.Speculation;

namespace LatencyPortal.Cli.Bench.Decoder;

/// <summary>
/// What speculation may gain with the measured costs and acceptance: E(k) / (r(k+1) + k·c), where
/// E(k) = (1 - a^(k+1)) / (1 - a) (Leviathan, Kalman and Matias 2023, section 3.1), r is the median time of a run of so
/// many tokens and c that of a step of the draft model, both in steps of the target. Everything is counted from when it is made.
/// </summary>
internal sealed class SpeculationBound
{
    /// <summary>Fewer runs of a size say little; then the planner's own estimate is taken.</summary>
    private const int FewRuns = 20;

    private readonly LocalModel _model;
    private readonly IReadOnlyList<SpeculationStats> _statsBefore;
    private readonly List<double>[] _runs = [.. Enumerable.Range(0, DraftPlanner.MostDrafted + 1).Select(_ => new List<double>())];

    public SpeculationBound(LocalModel model)
    {
        _model = model;
        _statsBefore = model.Speculation;
        model.Costs.Noted = (tokens, milliseconds) => _runs[tokens - 1].Add(milliseconds);
    }

    /// <summary>What each source did since then.</summary>
    public IReadOnlyList<SpeculationStats> Sources =>
    [
        .. _model.Speculation.Zip(_statsBefore, (now, before) => new SpeculationStats(
            now.Source, now.Rounds - before.Rounds, now.Drafted - before.Drafted, now.Accepted - before.Accepted, now.Refused - before.Refused)),
    ];

    /// <summary>What was allowed; null when nothing was proposed.</summary>
    /// <param name="tokens">Tokens that were decoded with proposals, without those drawn from the logits of a prompt.</param>
    public SpeculationFigures? Take(int tokens)
    {
        var sources = Sources;
        var (rounds, drafted) = (sources.Sum(source => source.Rounds), sources.Sum(source => source.Drafted));
        var (accepted, refused) = (sources.Sum(source => source.Accepted), sources.Sum(source => source.Refused));
        if (accepted + refused == 0)
            return null;
        var costs = RunCosts();

        // 1. What the rounds should have taken, in steps of one token.
        var step = _model.DraftStepMs / costs[0];
        var byModel = sources.Single(source => source.Source == TokenOrigin.DraftModel).Drafted;
        var alone = Math.Max(0, tokens - accepted - rounds);
        var time = alone + (byModel * step)
            + sources.Where(source => source.Rounds > 0).Sum(source => source.Rounds * Cost(1 + ((double)source.Drafted / source.Rounds)));

        // 2. The k that would pay most.
        var acceptance = (double)accepted / (accepted + refused);
        var share = step * byModel / drafted;
        var (best, k) = Enumerable.Range(1, DraftPlanner.MostDrafted)
            .Select(k => (Speedup: DraftPlanner.Expected(acceptance, k) / (Cost(k + 1) + (k * share)), k))
            .MaxBy(choice => choice.Speedup);
        return new SpeculationFigures(tokens / time, best, k, acceptance, costs[0], [.. costs.Select(cost => cost / costs[0])]);

        double Cost(double width)
        {
            var (low, high) = (costs[(int)Math.Floor(width) - 1], costs[(int)Math.Ceiling(width) - 1]);
            return (low + ((high - low) * (width - Math.Floor(width)))) / costs[0];
        }
    }

    /// <summary>Milliseconds of the runs of 1 to 9 tokens, the median of each size.</summary>
    private double[] RunCosts() => [.. _runs.Select((runs, i) => runs.Count < FewRuns ? _model.Costs.Single(i + 1) : runs.Order().ElementAt(runs.Count / 2))];
}

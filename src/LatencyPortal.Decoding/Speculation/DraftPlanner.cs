using LatencyPortal.Decoding.Scheduling;

namespace LatencyPortal.Decoding.Speculation;

/// <summary>
/// Decides how many tokens to propose. A round with k proposed tokens of acceptance a yields on average
/// E(k) = (1 - a^(k+1)) / (1 - a) tokens (Leviathan, Kalman and Matias 2023, section 3.1) and costs one run of k + 1 tokens
/// and k steps of the drafter; what yields most tokens for the time wins, and no proposal at all is one of the choices.
/// </summary>
internal static class DraftPlanner
{
    /// <summary>Most tokens of one proposal.</summary>
    public const int MostDrafted = 8;

    /// <summary>Rounds after which something that does not seem to pay is tried: it costs a percent at most.</summary>
    public const int TrialPause = 48;

    /// <summary>Share of the time that may go to reading a text with a draft model that does not seem to pay.</summary>
    public const double TrialShare = 0.01;

    /// <summary>Of so many trials one is as long as the run whose cost is known longest; the others are of a single token.</summary>
    public const int LongTrial = 8;

    /// <summary>A proposal must promise this much more than plain decoding: an estimate is not a gain.</summary>
    private const double Margin = 1.03;

    /// <summary>Average tokens of a round.</summary>
    public static double Expected(double acceptance, int drafted) =>
        acceptance >= 1 ? drafted + 1 : (1 - Math.Pow(acceptance, drafted + 1)) / (1 - acceptance);

    /// <summary>Tokens to propose, 0 to <paramref name="most"/>, for a sequence that runs alone.</summary>
    /// <param name="costs">What model runs cost.</param>
    /// <param name="draftStep">Milliseconds of one step of the drafter.</param>
    /// <param name="acceptance">Share of proposed tokens that are accepted.</param>
    /// <param name="most">Most tokens.</param>
    public static int Choose(StepCosts costs, double draftStep, double acceptance, int most)
    {
        var best = 0;
        var bestRate = Margin / costs.Single(1);
        for (var drafted = 1; drafted <= most; drafted++)
        {
            var rate = Expected(acceptance, drafted) / (costs.Single(drafted + 1) + (drafted * draftStep));
            if (rate > bestRate)
                (best, bestRate) = (drafted, rate);
        }

        return best;
    }
}

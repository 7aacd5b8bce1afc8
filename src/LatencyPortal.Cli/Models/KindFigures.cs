namespace LatencyPortal.Cli.Models;

/// <summary>Verdicts of one kind of question; they add up to <see cref="Questions"/>.</summary>
internal sealed record KindFigures(int Questions, int Right, int Wrong, int Refused)
{
    /// <summary>Right / questions, 0 to 1; null without questions.</summary>
    public double? RightShare => Share(Right);

    /// <summary>Refused / questions, 0 to 1; null without questions.</summary>
    public double? RefusedShare => Share(Refused);

    public static KindFigures Of(IEnumerable<EvalResult> results)
    {
        var count = results.CountBy(result => result.Verdict).ToDictionary();
        var (right, wrong, refused) = (
            count.GetValueOrDefault(Verdict.Right), count.GetValueOrDefault(Verdict.Wrong), count.GetValueOrDefault(Verdict.Refused));
        return new KindFigures(right + wrong + refused, right, wrong, refused);
    }

    private double? Share(int part) => Questions == 0 ? null : Math.Round((double)part / Questions, 4);
}

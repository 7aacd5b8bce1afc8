namespace LatencyPortal.Cli.Models;

/// <summary>Judges answers by the definitions that are printed with the figures.</summary>
internal sealed class EvalJudge(IEnumerable<string> refusals)
{
    private readonly HashSet<string> _refusals = [.. refusals.Select(AnswerText.Fold)];

    public Verdict Judge(EvalCase asked, string answer)
    {
        var given = AnswerText.Of(answer);
        if (given.Source == asked.Source && asked.Accepted.Any(text => AnswerText.Fold(text) == given.Text))
            return Verdict.Right;
        return given.Source is null && _refusals.Contains(given.Text) ? Verdict.Refused : Verdict.Wrong;
    }
}

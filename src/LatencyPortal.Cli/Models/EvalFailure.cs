namespace LatencyPortal.Cli.Models;

/// <summary>A question whose answer is not right.</summary>
internal sealed record EvalFailure(EvalKind Kind, Verdict Verdict, string Question, string? Wanted, IReadOnlyList<string> Documents, string Answer)
{
    public static EvalFailure Of(EvalResult result) =>
        new(result.Case.Kind, result.Verdict, result.Case.Question, result.Case.Source, result.Documents, result.Answer);
}

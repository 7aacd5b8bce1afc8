namespace LatencyPortal.Cli.Models;

/// <summary>One question and its judged answer.</summary>
/// <param name="Case">The question.</param>
/// <param name="Answer">The whole answer.</param>
/// <param name="Documents">Ids of the entries that search put into the prompt, best first.</param>
/// <param name="Verdict">The judgement.</param>
internal sealed record EvalResult(EvalCase Case, string Answer, IReadOnlyList<string> Documents, Verdict Verdict);

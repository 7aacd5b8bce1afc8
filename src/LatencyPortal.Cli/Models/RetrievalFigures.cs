namespace LatencyPortal.Cli.Models;

/// <summary>What search alone reaches on in-scope questions: how often the wanted entry is among the documents of the prompt.</summary>
/// <param name="Questions">In-scope questions.</param>
/// <param name="First">Questions whose wanted entry is the first document.</param>
/// <param name="FirstTwo">Questions whose wanted entry is the first or second.</param>
internal sealed record RetrievalFigures(int Questions, int First, int FirstTwo)
{
    public static RetrievalFigures Of(IReadOnlyCollection<EvalResult> inScope) => new(
        inScope.Count,
        inScope.Count(result => result.Documents.Take(1).Contains(result.Case.Source)),
        inScope.Count(result => result.Documents.Take(2).Contains(result.Case.Source)));
}

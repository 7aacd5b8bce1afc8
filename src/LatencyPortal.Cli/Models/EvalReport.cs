namespace LatencyPortal.Cli.Models;

/// <summary>The JSON of <c>models eval</c>.</summary>
internal sealed record EvalReport
{
    public required string Model { get; init; }

    public required string Folder { get; init; }

    public required EvalSet Set { get; init; }

    public required double Seconds { get; init; }

    public required IReadOnlyDictionary<EvalKind, KindFigures> Kinds { get; init; }

    public required RetrievalFigures Retrieval { get; init; }

    /// <summary>How the figures are counted.</summary>
    public IReadOnlyList<string> Definitions { get; } =
    [
        "in scope, right: the source link /help/ID names the expected entry and the text after it equals that entry's answer, white space folded",
        "follow-up, right: after a first question and its right answer, the same with the entry's further text",
        "small talk, right: no source link, and one of the answers of that kind of small talk",
        "out of scope, right: refused",
        "refused: no source link, and the text equals one of refusals.json; wrong: anything else",
        "search: share of in-scope questions whose expected entry is the first, or among the first two, documents of the prompt",
    ];

    /// <summary>Answers that are not right, when they were asked for.</summary>
    public required IReadOnlyList<EvalFailure>? Failures { get; init; }

    public static EvalReport Of(string model, string folder, EvalSet set, TimeSpan elapsed, IReadOnlyList<EvalResult> results, bool failures) => new()
    {
        Model = model,
        Folder = folder,
        Set = set,
        Seconds = elapsed.TotalSeconds,
        Kinds = Enum.GetValues<EvalKind>().ToDictionary(kind => kind, kind => KindFigures.Of(results.Where(result => result.Case.Kind == kind))),
        Retrieval = RetrievalFigures.Of([.. results.Where(result => result.Case.Kind == EvalKind.InScope)]),
        Failures = failures ? [.. results.Where(result => result.Verdict != Verdict.Right).Select(EvalFailure.Of)] : null,
    };
}

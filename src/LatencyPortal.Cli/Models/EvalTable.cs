namespace LatencyPortal.Cli.Models;

/// <summary>The report of an evaluation for people.</summary>
internal static class EvalTable
{
    public static void Write(EvalReport report, Terminal terminal)
    {
        var output = terminal.Output;
        output.WriteLine($"{report.Model} ({report.Folder}), {Name(report.Set)} set, {report.Seconds:F0} s");
        output.WriteLine();
        terminal.WriteTable([["", "n", "right", "wrong", "refused"], .. report.Kinds.Select(kind => Row(kind.Key, kind.Value))]);
        output.WriteLine();
        var search = report.Retrieval;
        output.WriteLine(
            $"search: expected entry first {Figures.Share(search.First, search.Questions)}, "
            + $"among the first two {Figures.Share(search.FirstTwo, search.Questions)} (n = {search.Questions})");
        output.WriteLine();
        foreach (var definition in report.Definitions)
            output.WriteLine(definition);
        foreach (var failure in report.Failures ?? [])
        {
            output.WriteLine();
            output.WriteLine(
                $"[{Name(failure.Kind)}, {Name(failure.Verdict)}, wanted {failure.Wanted ?? "no entry"}, found {string.Join(", ", failure.Documents.DefaultIfEmpty("none"))}]");
            output.WriteLine(failure.Question);
            output.WriteLine($"-> {AnswerText.Fold(failure.Answer)}");
        }
    }

    private static string[] Row(EvalKind kind, KindFigures figures) =>
    [
        Name(kind),
        figures.Questions.ToString(),
        Figures.Share(figures.Right, figures.Questions),
        Figures.Share(figures.Wrong, figures.Questions),
        Figures.Share(figures.Refused, figures.Questions),
    ];

    private static string Name(EvalKind kind) => kind switch
    {
        EvalKind.InScope => "in scope",
        EvalKind.OutOfScope => "out of scope",
        EvalKind.FollowUp => "follow-up",
        _ => "small talk",
    };

    private static string Name(EvalSet set) => set == EvalSet.Dev ? "dev" : "test";

    private static string Name(Verdict verdict) => verdict == Verdict.Refused ? "refused" : "wrong";
}

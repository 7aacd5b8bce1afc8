using LatencyPortal.Cli.Models;
using LatencyPortal.Decoding.Tests.TinyModels;

namespace LatencyPortal.Cli.Tests.Models;

public sealed class EvalCommandTests
{
    [Fact]
    public async Task Eval_ModelThatAlwaysRefuses_IsRightOutOfScopeOnly()
    {
        using var folder = new TempFolder();
        using var model = Refuser();
        var corpus = TinyCorpus.WriteTo(folder);

        var result = await CliResult.RunAsync("models", "eval", "--model", model.Path, "--corpus", corpus, "--json");

        Assert.Equal(ExitCode.Done, result.ExitCode);
        var kinds = result.Json.GetProperty("kinds");
        Assert.Equal((6, 0, 0, 6), Counts("inScope"));
        Assert.Equal((3, 3, 0, 0), Counts("outOfScope"));
        Assert.Equal((2, 0, 0, 2), Counts("followUp"));
        Assert.Equal((3, 0, 0, 3), Counts("smallTalk"));
        Assert.Equal(6, result.Json.GetProperty("retrieval").GetProperty("questions").GetInt32());

        (int, int, int, int) Counts(string kind) => (
            Count(kind, "questions"), Count(kind, "right"), Count(kind, "wrong"), Count(kind, "refused"));

        int Count(string kind, string verdict) => kinds.GetProperty(kind).GetProperty(verdict).GetInt32();
    }

    [Fact]
    public async Task Eval_Failures_AreListedWithDefinitions()
    {
        using var folder = new TempFolder();
        using var model = Refuser();

        var result = await CliResult.RunAsync(
            "models", "eval", "--model", model.Path, "--corpus", TinyCorpus.WriteTo(folder), "--dev", "--failures");

        Assert.Contains("dev set", result.Output, StringComparison.Ordinal);
        Assert.Contains("[in scope, refused, wanted tpot, found ", result.Output, StringComparison.Ordinal);
        Assert.Contains("-> No way!", result.Output, StringComparison.Ordinal);
        Assert.Contains("equals one of refusals.json", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void KindFigures_NoQuestions_HaveNoShare()
    {
        var none = KindFigures.Of([]);

        Assert.Null(none.RightShare);
        Assert.Equal(0, none.Questions);
    }

    [Fact]
    public void Retrieval_Documents_CountWantedEntriesByRank()
    {
        var figures = RetrievalFigures.Of([Found("a", "b"), Found("b", "a"), Found("b", "c", "a"), Found()]);

        Assert.Equal(new RetrievalFigures(Questions: 4, First: 1, FirstTwo: 2), figures);

        static EvalResult Found(params string[] documents) =>
            new(new EvalCase(EvalKind.InScope, "a", [], "q", []), "", documents, Verdict.Wrong);
    }

    private static TinyFolder Refuser()
    {
        var folder = new TinyFolder(new TinyDecoder { Script = TinyTokenizer.Speak("No way!"), ContextLength = 2048 });
        File.WriteAllText(folder["help.json"], TinyCorpus.Help);
        return folder;
    }
}

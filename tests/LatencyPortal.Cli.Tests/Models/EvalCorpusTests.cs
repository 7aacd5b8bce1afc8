using LatencyPortal.Cli.Models;
using LatencyPortal.Gateway.Grounding;
using Microsoft.Extensions.AI;

namespace LatencyPortal.Cli.Tests.Models;

public sealed class EvalCorpusTests
{
    [Fact]
    public void Cases_TestSet_AreThoseOfItsFile()
    {
        using var folder = new TempFolder();
        var cases = EvalCorpus.Load(TinyCorpus.WriteTo(folder), EvalSet.Test).Cases(Entry);

        Assert.Equal(
            ["ttft one", "ttft two", "ttft three", "tpot one", "tpot two", "tpot three"],
            Of(cases, EvalKind.InScope).Select(asked => asked.Question));
        Assert.Equal(["hamlet", "pi", "rain"], Of(cases, EvalKind.OutOfScope).Select(asked => asked.Question));
        Assert.Equal(["x", "y", "z"], Of(cases, EvalKind.SmallTalk).Select(asked => asked.Question));
    }

    [Fact]
    public void Cases_DevSet_AreThoseOfItsFile()
    {
        using var folder = new TempFolder();
        var cases = EvalCorpus.Load(TinyCorpus.WriteTo(folder), EvalSet.Dev).Cases(Entry);

        Assert.Equal(
            ["first token wait", "ttft dev", "pace of tokens", "tpot dev"],
            Of(cases, EvalKind.InScope).Select(asked => asked.Question));
        Assert.Equal(["cake", "moon"], Of(cases, EvalKind.OutOfScope).Select(asked => asked.Question));
    }

    [Fact]
    public void Cases_FollowUps_StandAfterAQuestionAndItsRightAnswer()
    {
        using var folder = new TempFolder();
        var followUps = Of(EvalCorpus.Load(TinyCorpus.WriteTo(folder), EvalSet.Test).Cases(Entry), EvalKind.FollowUp).ToList();

        Assert.Equal([("ttft", "go on"), ("tpot", "and then")], followUps.Select(asked => (asked.Source!, asked.Question)));
        Assert.Equal([ChatRole.User, ChatRole.Assistant], followUps[0].History.Select(message => message.Role));
        Assert.Equal("ttft three", followUps[0].History[0].Text);
        Assert.Equal("[ttft title](/help/ttft)\n\nttft answer", followUps[0].History[1].Text);
        Assert.Equal(["ttft more"], followUps[0].Accepted);
    }

    [Fact]
    public void Cases_UnknownEntry_IsNamed()
    {
        using var folder = new TempFolder();
        var corpus = EvalCorpus.Load(TinyCorpus.WriteTo(folder), EvalSet.Test);

        var error = Assert.Throws<CliException>(() => corpus.Cases(id => id == "ttft" ? Entry(id) : null));

        Assert.Contains("tpot", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_DamagedFile_IsNamed()
    {
        using var folder = new TempFolder();
        var path = TinyCorpus.WriteTo(folder);
        var damaged = folder.Write("corpus/refusals.json", "[");

        Assert.Contains(damaged, Assert.Throws<CliException>(() => EvalCorpus.Load(path, EvalSet.Test)).Message, StringComparison.Ordinal);
        Assert.Throws<CliException>(() => EvalCorpus.Load(folder.Path, EvalSet.Test));
    }

    private static IEnumerable<EvalCase> Of(IEnumerable<EvalCase> cases, EvalKind kind) => cases.Where(asked => asked.Kind == kind);

    private static HelpEntry Entry(string id) => new()
    {
        Id = id,
        Title = $"{id} title",
        Category = "metrics",
        Answer = $"{id} answer",
        More = $"{id} more",
        Details = "",
        Questions = [],
    };
}

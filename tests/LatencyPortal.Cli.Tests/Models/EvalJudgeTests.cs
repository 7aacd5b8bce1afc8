using LatencyPortal.Cli.Models;

namespace LatencyPortal.Cli.Tests.Models;

public sealed class EvalJudgeTests
{
    private static readonly EvalJudge Judge = new(["I do not know that."]);
    private static readonly EvalCase Question = new(EvalKind.InScope, "ttft", [], "what is ttft", ["It is the wait."]);
    private static readonly EvalCase Outside = new(EvalKind.OutOfScope, null, [], "who wrote hamlet", ["I do not know that."]);
    private static readonly EvalCase Greeting = new(EvalKind.SmallTalk, null, [], "hi", ["Hello!", "Hi!"]);

    [Theory]
    [InlineData("[TTFT](/help/ttft)\n\nIt is  the wait.", "Right")]
    [InlineData("[TPOT](/help/tpot)\n\nIt is the wait.", "Wrong")]
    [InlineData("[TTFT](/help/ttft)\n\nIt is the pace.", "Wrong")]
    [InlineData("It is the wait.", "Wrong")]
    [InlineData("I do not\nknow that.", "Refused")]
    [InlineData("[TTFT](/help/ttft)\n\nI do not know that.", "Wrong")]
    [InlineData("", "Wrong")]
    public void Judge_Question_WantsTextAndSource(string answer, string verdict) =>
        Assert.Equal(verdict, Judge.Judge(Question, answer).ToString());

    [Theory]
    [InlineData("I do not know that.", "Right")]
    [InlineData("[TTFT](/help/ttft)\n\nIt is the wait.", "Wrong")]
    public void Judge_OutOfScope_WantsARefusal(string answer, string verdict) =>
        Assert.Equal(verdict, Judge.Judge(Outside, answer).ToString());

    [Theory]
    [InlineData("Hi!", "Right")]
    [InlineData("[TTFT](/help/ttft)\n\nHi!", "Wrong")]
    [InlineData("I do not know that.", "Refused")]
    public void Judge_SmallTalk_WantsOneOfItsAnswers(string answer, string verdict) =>
        Assert.Equal(verdict, Judge.Judge(Greeting, answer).ToString());
}

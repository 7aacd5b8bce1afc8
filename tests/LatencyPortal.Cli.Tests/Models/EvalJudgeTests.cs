using LatencyPortal.Cli.Models;

namespace LatencyPortal.Cli.Tests.Models;

public sealed class EvalJudgeTests
{
    private static readonly EvalJudge Judge = new(["I do not know that."]);
    private static readonly EvalCase Question = new(EvalKind.InScope, "ttft", [], "what is ttft", ["It is the wait."]);
    private static readonly EvalCase Outside = new(EvalKind.OutOfScope, null, [], "who wrote hamlet", ["I do not know that."]);
    private static readonly EvalCase Greeting = new(EvalKind.SmallTalk, null, [], "hi", ["Hello!", "Hi!"]);

    [Theory]
    [InlineData("It is  the wait.\n\nSource: [TTFT](/help/ttft)", "Right")]
    [InlineData("It is the wait.\n\nSource: [TPOT](/help/tpot)", "Wrong")]
    [InlineData("It is the pace.\n\nSource: [TTFT](/help/ttft)", "Wrong")]
    [InlineData("It is the wait.", "Wrong")]
    [InlineData("I do not\nknow that.", "Refused")]
    [InlineData("I do not know that.\n\nSource: [TTFT](/help/ttft)", "Wrong")]
    [InlineData("", "Wrong")]
    public void Judge_Question_WantsTextAndSource(string answer, string verdict) =>
        Assert.Equal(verdict, Judge.Judge(Question, answer).ToString());

    [Theory]
    [InlineData("I do not know that.", "Right")]
    [InlineData("It is the wait.\n\nSource: [TTFT](/help/ttft)", "Wrong")]
    public void Judge_OutOfScope_WantsARefusal(string answer, string verdict) =>
        Assert.Equal(verdict, Judge.Judge(Outside, answer).ToString());

    [Theory]
    [InlineData("Hi!", "Right")]
    [InlineData("Hi!\n\nSource: [TTFT](/help/ttft)", "Wrong")]
    [InlineData("I do not know that.", "Refused")]
    public void Judge_SmallTalk_WantsOneOfItsAnswers(string answer, string verdict) =>
        Assert.Equal(verdict, Judge.Judge(Greeting, answer).ToString());
}

using LatencyPortal.Cli.Models;

namespace LatencyPortal.Cli.Tests.Models;

public sealed class AnswerTextTests
{
    [Theory]
    [InlineData("[Time to first token (TTFT)](/help/ttft)\n\nIt is the wait.", "It is the wait.", "ttft")]
    [InlineData("[x](/help/a-b)\nIt  is\nthe wait.\n", "It is the wait.", "a-b")]
    [InlineData("No source.", "No source.", null)]
    [InlineData("[x](/help/a) and more", "[x](/help/a) and more", null)]
    [InlineData("[x](/help/", "[x](/help/", null)]
    [InlineData("", "", null)]
    public void Of_Answer_IsTextAndSource(string answer, string text, string? source) =>
        Assert.Equal(new AnswerText(text, source), AnswerText.Of(answer));
}

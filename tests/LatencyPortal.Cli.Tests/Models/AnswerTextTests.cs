using LatencyPortal.Cli.Models;

namespace LatencyPortal.Cli.Tests.Models;

public sealed class AnswerTextTests
{
    [Theory]
    [InlineData("It is the wait.\n\nSource: [Time to first token (TTFT)](/help/ttft)", "It is the wait.", "ttft")]
    [InlineData("It  is\nthe wait.\nSource: [x](/help/a-b)\n", "It is the wait.", "a-b")]
    [InlineData("No source.", "No source.", null)]
    [InlineData("Source: [x](/help/a) and more", "Source: [x](/help/a) and more", null)]
    [InlineData("Cut off.\n\nSource: [x](/help/", "Cut off. Source: [x](/help/", null)]
    [InlineData("", "", null)]
    public void Of_Answer_IsTextAndSource(string answer, string text, string? source) =>
        Assert.Equal(new AnswerText(text, source), AnswerText.Of(answer));
}

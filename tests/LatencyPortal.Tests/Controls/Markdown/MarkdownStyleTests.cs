using LatencyPortal.Controls.Markdown;
using Xunit;

namespace LatencyPortal.Tests.Controls.Markdown;

/// <summary>Classes of rendered Markdown mean nothing without a rule in the page's stylesheet.</summary>
public sealed class MarkdownStyleTests
{
    private static readonly string Rules = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "golden", "page", "app.css"));

    [Theory]
    [InlineData("| a |\n|--:|\n| 1 |", "lp-right", ".lp-md .lp-right { text-align: right; }")]
    [InlineData("| a |\n|:-:|\n| 1 |", "lp-center", ".lp-md .lp-center { text-align: center; }")]
    [InlineData("$$\\def\\a{b}$$", "lp-tex lp-display", ".lp-md code.lp-display { display: block;")]
    public void ToHtml_ClassThatMovesText_HasItsRule(string markdown, string name, string rule)
    {
        Assert.Contains($"class=\"{name}\"", SafeMarkdown.ToHtml(markdown), StringComparison.Ordinal);
        Assert.Contains(rule, Rules, StringComparison.Ordinal);
    }
}

using CsCheck;
using LatencyPortal.Chat.Streaming;
using LatencyPortal.Controls.Markdown;
using Xunit;

namespace LatencyPortal.Tests.Chat.Streaming;

public sealed class TailHealerTests
{
    [Theory]
    [InlineData("some **bo", "some **bo**")]
    [InlineData("some **", "some ")]
    [InlineData("some *", "some ")]
    [InlineData("a **b** and", "a **b** and")]
    [InlineData("a `cod", "a `cod`")]
    [InlineData("see [the li", "see the li")]
    [InlineData("see [the link](https://exa", "see the link")]
    [InlineData("see [the link](https://example.org)", "see [the link](https://example.org)")]
    [InlineData("heading?\n-", "heading?\n")]
    [InlineData("heading?\n==", "heading?\n")]
    [InlineData("first **bold\n\nsecond", "first **bold\n\nsecond")]
    [InlineData("some **bold ", "some **bold**")]
    [InlineData("some **bold*", "some **bold**")]
    [InlineData("**bold `co", "**bold `co`**")]
    [InlineData("***both", "***both***")]
    [InlineData("a _word", "a _word_")]
    [InlineData("a ~~gone", "a ~~gone~~")]
    [InlineData("snake_case_", "snake_case")]
    [InlineData("snake_case_name", "snake_case_name")]
    [InlineData("about ~100 ms", "about ~100 ms")]
    [InlineData("2 * 3 = 6", "2 * 3 = 6")]
    [InlineData("5*3", "5*3")]
    [InlineData("\\*not", "\\*not")]
    [InlineData("``a `b", "``a `b``")]
    [InlineData("text\n``", "text\n")]
    [InlineData("Results:\n\n| a | b |\n|--", "Results:\n\n")]
    [InlineData("| a\nis no\ntable", "| a\nis no\ntable")]
    [InlineData("- one\n- **tw", "- one\n- **tw**")]
    [InlineData("| a | b |\n|---|--", "")]
    [InlineData("| a | b |\n|---|---|\n| 1 | 2 |\n| 3", "| a | b |\n|---|---|\n| 1 | 2 |\n")]
    [InlineData("| a | b |\n|---|---|\n| 1 | 2 |\n| ", "| a | b |\n|---|---|\n| 1 | 2 |\n")]
    [InlineData("Code:\n\n```py", "Code:\n\n")]
    [InlineData("Text\n\n[a]: https://exa", "Text\n\n")]
    [InlineData("1. one\n\n[ 2. two", "1. one\n\n[ 2. two")]
    [InlineData("~~`", "")]
    [InlineData("**`", "")]
    [InlineData("some **_[", "some ")]
    [InlineData("```foo``\n", "```foo```")]
    [InlineData("`foo``bar\n\n\n    ", "`foo``bar`")]
    [InlineData("see [the link](https://example.org \"ti", "see the link")]
    [InlineData("see [a (b)](https://example.org/a_(b", "see a (b)")]
    [InlineData("see [`a[0", "see `a[0`")]
    [InlineData("see [**bold** and](<https://example.org/a b", "see **bold** and")]
    [InlineData("see [![alt](/b.svg)](https://exa", "see ![alt](/b.svg)")]
    [InlineData("see [one][two", "see one")]
    [InlineData("arrays [0](are no links", "arrays [0](are no links")]
    [InlineData("a [b](\\", "a b")]
    [InlineData("[1](https://exa", "")]
    [InlineData("at <https://exa", "at https://exa")]
    [InlineData("at <htt", "at ")]
    [InlineData("a < b", "a < b")]
    [InlineData("fish &am", "fish ")]
    [InlineData("fish &amp;", "fish &amp;")]
    [InlineData("fish & chips", "fish & chips")]
    [InlineData("gone ~", "gone ")]
    [InlineData("- [x", "- ")]
    [InlineData("heading?\n- ", "heading?\n")]
    [InlineData("text\n\n12", "text\n\n")]
    [InlineData("text\n\n12 m", "text\n\n12 m")]
    [InlineData("it costs $5 an", "it costs $5 an")]
    [InlineData("it costs $5-$", "it costs ")]
    [InlineData("a | b\n--- | ---\none", "a | b\n--- | ---\n")]
    [InlineData("> [a]: /ur", "> ")]
    [InlineData("- [a]: /ur", "- ")]
    public void Heal_OpenConstruct_ShowsNoMarkers(string tail, string expected) => Assert.Equal(expected, TailHealer.Heal(tail));

    [Theory]
    [InlineData("```\nx **y")]
    [InlineData("```py\n\na = `b")]
    [InlineData("~~~\nx [y")]
    [InlineData("~~~\n```\nx **y")]
    [InlineData("````\n```\nx **y")]
    [InlineData("````\n```\n\nx **y")]
    [InlineData("- item\n\n  ```\n  x **y")]
    [InlineData("    x **y")]
    [InlineData("- b\n\n  [a]: /url\n- d\n\n   ```\n   x")]
    public void Heal_OpenCode_IsNeverTouched(string tail) => Assert.Equal(tail, TailHealer.Heal(tail));

    [Theory]
    [InlineData("**This is bold** and `code` here.")]
    [InlineData("A [link](https://example.org/a) in text.")]
    [InlineData("- **one**: a\n- **two**: b\n")]
    [InlineData("Some *italic words* and ***both at once*** here.")]
    [InlineData("A **bold with `code` inside** it.")]
    [InlineData("Code:\n\n```cs\nvar a = 1;\n```\n\nEnd.")]
    public void Heal_EveryPrefix_ShowsNoMarkerThatGoesAway(string text)
    {
        for (var length = 1; length <= text.Length; length++)
            Assert.DoesNotMatch(@"\*|`|\]\(", SafeMarkdown.ToHtml(TailHealer.Heal(text[..length])));
    }

    [Fact]
    public void Heal_AnyText_NeverThrows() =>
        Gen.String[Gen.Char["a \n*`~[]()-=!\\\uD83D"], 0, 40]
            .Sample(text => TailHealer.Heal(text) is not null, iter: 5_000);
}

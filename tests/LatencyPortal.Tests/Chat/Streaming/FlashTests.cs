using CsCheck;
using Xunit;

namespace LatencyPortal.Tests.Chat.Streaming;

/// <summary>Nothing is seen while a text arrives that is gone when it is there, and nothing is held back for longer than it takes to tell what it is.</summary>
public sealed class FlashTests
{
    /// <summary>Whole constructs, between which stands a space.</summary>
    private static readonly string[] Inlines =
    [
        "words", "a few more words", "**strong**", "*soft*", "***both***", "un**believ**able", "`code`", "``a `b` c``", "~~gone~~", "~5", "[link](https://example.org/a)",
        "[link](https://example.org/a \"a title\")", "[**bold link**](https://example.org 'single title')", "[Foo (bar)](https://en.wikipedia.org/wiki/Foo_(bar))",
        "[code `a[0]`](https://example.org/)", "[[1]](https://example.org/1)", "[![alt](https://example.org/b.svg)](https://example.org/)", "![pic](https://example.org/p.png \"title\")",
        "[angle](<https://example.org/a b>)", "<https://example.org/a_b_c>", "<me@x.org>", "&amp;", "&copy;", "&#169;", "&#x2014;", "AT&T", "R&D;", "$x^2$", "\\(a_1\\)",
        "$5", "$10/month", "$5-$10", "https://example.org/some_path_", "www.example.org/x", "List<int>", "a < b", "x <- y", "5 * 3", "snake_case_name", "wow!", "\\*", "see [1]", "2024", "1.5",
        "**[bold](https://example.org/b)**", "*a [link](/b) in it*", "[a](/b \"c\").",
    ];

    /// <summary>What may stand in front of a line.</summary>
    private static readonly string[] Fronts = ["", "", "- ", "1. ", "- [ ] ", "- [x] ", "> ", "## "];

    private static readonly Gen<string[]> Lines =
        Gen.Select(Gen.Int[0, Fronts.Length - 1], Gen.Int[0, Inlines.Length - 1].Array[1, 8]).Array[1, 5]
            .Select(lines => lines.Select(line => $"{Fronts[line.Item1]}{string.Join(' ', line.Item2.Select(i => Inlines[i]))}\n\n").ToArray());

    public static TheoryData<string> Texts =>
    [
        "See https://docs.example.com/guide/start for details",
        "See www.example.com/guide for details",
        "A [link](https://example.org/a \"a title\") here",
        "A [**bold link**](https://example.org/a 'single title') here",
        "A [Foo (bar)](https://en.wikipedia.org/wiki/Foo_(bar)) here",
        "A [code `a[0]`](https://example.org/a) here",
        "A [[1]](https://example.org/a) here",
        "[1](https://example.org/a) here",
        "- [`code`](https://example.org/a) here",
        "[![build](https://example.org/b.svg)](https://example.org/a) here",
        "A ![pic](https://example.org/p.png \"a title\") here",
        "An [angle](<https://example.org/a b>) here",
        "At <https://example.org/a_b_?c=d> or <me@x.org> or <tel:123> here",
        "Fish &amp; chips &copy; 2024 &#8212; AT&T; R&D and &nothing",
        "Some ~~old~~ new, about ~100",
        "- [ ] open\n- [x] done\n1. [ ] also",
        "It costs $5 and the formula is $x^2$ here.",
        "Plans: $5/month or $10/month; energy is $E=mc^2$",
        "Between $5-$10, or $7.50$ as a formula, $1 + 1 = 2$ too",
        "Line ends with colon:\n- tight item\n- other item",
        "Text\n\n1. one\n2. two\n10. ten\n\n2024 was long. 5 * 3",
        "- one\n- -5 degrees\n\n---\n\n-5 degrees\n\n+1 vote\n\n#hashtag\n\n***\n\n*soft*",
        "Title\n===\n\nSub\n---\n\ntext",
        "Generic List<int> and a < b and <div> and x <- y",
    ];

    [Theory]
    [MemberData(nameof(Texts))]
    public void Flush_EveryPrefix_ShowsNothingThatGoesAway(string text) => Check(text, []);

    [Theory]
    [InlineData("Name | Value\n--- | ---\none | 1\ntwo | 2\n")]
    [InlineData("Name | Value\n:-- | --:\none | 1\ntwo | 2\n\nEnd")]
    [InlineData("| Name | Value |\n| --- | --- |\n| one | 1 |\n| two | 2 |\n")]
    [InlineData("Text before:\n\n  Name | Value\n  --- | ---\n  one | 1\n  two | 2\n")]
    [InlineData("- item\n\n  Name | Value\n  -----|------\n  one | 1\n  two | 2\n")]
    public void Flush_Table_GrowsByWholeRows(string text)
    {
        var rows = 0;
        var body = Picture.Draw(text, (at, body) =>
        {
            var now = body.Element.QuerySelectorAll("tr").Length;
            Assert.InRange(now, rows, 3);
            Assert.Empty(body.Element.QuerySelectorAll("h3, h4, hr"));
            Assert.DoesNotContain("--", body.Element.TextContent, StringComparison.Ordinal);
            if (now > 0)
                Assert.DoesNotContain('|', body.Element.TextContent);
            // A row is there when its line is.
            if (text[at - 1] == '\n' && text[..at].TrimEnd().EndsWith('1'))
                Assert.Equal(2, now);
            rows = now;
        });
        Assert.Equal(3, body.Element.QuerySelectorAll("tr").Length);
    }

    [Theory]
    [InlineData("Line ends with colon:\n- tight item", "h3, h4, hr")]
    [InlineData("Line ends with colon:\n  - tight item", "h3, h4, hr")]
    [InlineData("> quoted:\n> - tight item", "h3, h4, hr")]
    [InlineData("-5 degrees", "ul, ol, hr")]
    [InlineData("1.5 apples", "ul, ol, hr")]
    [InlineData("**bold** and", "ul, ol, hr")]
    [InlineData("#hashtag", "h3, h4")]
    [InlineData("It costs $5-$10 and not $7", "math, code")]
    public void Flush_EveryPrefix_MakesNoOtherBlockForAMoment(string text, string never) =>
        Picture.Draw(text, (_, body) => Assert.Empty(body.Element.QuerySelectorAll(never)));

    [Theory]
    [InlineData("1. one\n2. two", "p")]
    [InlineData("10. ten", "p")]
    public void Flush_NumberOfAnItem_IsNoParagraphBefore(string text, string never) =>
        Picture.Draw(text, (_, body) => Assert.Empty(body.Element.QuerySelectorAll(never)));

    [Fact]
    public void Flush_AnyMixture_ShowsNothingThatGoesAway() => Lines.Sample(lines => Check(string.Concat(lines), lines), iter: 400);

    private static void Check(string text, string[] parts)
    {
        var final = Picture.Of(text);
        var last = Picture.Draw(text, (at, body) =>
        {
            var seen = Picture.Of(body.Element);
            Assert.True(Picture.IsIn(seen, final), $"'{seen}' is seen\nbehind '{text[..at]}'\nand not in '{final}'");
            // What stands in lines that have ended is there.
            var ended = string.Concat(parts.TakeWhile((_, i) => parts.Take(i + 1).Sum(part => part.Length) <= at));
            Assert.True(seen.Length >= Picture.Of(ended).Length, $"'{seen}' lacks something\nbehind '{text[..at]}'");
        });
        Assert.Equal(final, Picture.Of(last.Element));
    }
}

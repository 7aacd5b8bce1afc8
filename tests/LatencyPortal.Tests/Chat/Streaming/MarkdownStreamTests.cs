using CsCheck;
using LatencyPortal.Chat.Streaming;
using LatencyPortal.Tests.Controls.Markdown;
using Xunit;

namespace LatencyPortal.Tests.Chat.Streaming;

public sealed class MarkdownStreamTests
{
    private static readonly string[] Atoms =
    [
        "# Title\n", "## Sub\n\n", "One line of text.\n", "Two words ", "\n", "\n\n", "Title\n===\n", "Sub\n---\n", "---\n\n", "***\n",
        "- item\n", "- [x] done\n", "  - nested\n", "1. first\n", "2. second\n\n", "1. a\n\n  2", "    indented\n", "> quote\n", "> - deep\n>\n> more\n\n",
        "```cs\nvar a = 1;\n", "```\n", "~~~\n", "````\n```\n", "\t- tab\n", "| a | b |\n|---|---|\n", "| 1 | 2 |\n", "|", "**bold** ", "**", "*", "_em_", "`code` ", "`",
        "``a `b`` ", "~~old~~ ", "[link](https://example.org) ", "[", "](", ")", "![cat](http://x/c.png) ", "<https://example.org>", "<b>", "<!--", "-->",
        "&amp; ", "\\* ", "  \n", "\r\n", "Grüße 🚀 ", "https://example.org ", "H~2~O ", "==m== ", "++i++ ", "<script>alert(1)</script>\n", "[x](javascript:a) ",
        "$x^2$ ", "$", "$$", "$5 and $6 ", "\\(a_1\\) ", "\\(", "\\)", "\\[", "\\] ", "$$\nx + y\n$$\n", "\\[\nx\n\\]\n", "$$\n- z\n", "\\[ a \\]\n",
    ];

    private static readonly Gen<string> Text = Gen.Int[0, Atoms.Length - 1].Array[1, 30].Select(atoms => string.Concat(atoms.Select(i => Atoms[i])));

    private static readonly Gen<int[]> Cuts = Gen.Int[1, 12].Array[1, 20];

    /// <summary>Long runs of one kind, so that growing within an open block is met.</summary>
    private static readonly string[] LongAtoms =
    [
        "word ", "and some more words of a sentence that goes on, ", "**strong words** ", "*soft* ", "`code` ", "[link](https://example.org/a) ", "[1] ", "[ ", "* ", "5 * 3 ",
        "snake_case_name ", "`open ", "**open ", "\n", "https://example.org/path ", "a | b ", "<b> ", "&amp; ", "2~3 ", "~~gone~~ ", "\\[ ", "! ", "Grüße 🚀 ", "  \n", ") ", "] ",
        "- item\n", "- item with **bold** and more\n\n", "1. one\n", "2) two\n", "  - nested item\n", "   text below\n", "| a | b |\n", "|---|:-:|\n", "| cell one | cell two |\n", "---\n", "===\n", "> quoted\n", "```\n",
        "$x$ ", "costs $5 ", "\\(x\\) ", "\\( ", "$$ y $$ ", "$$\n", "\\[\n", "\\]\n",
    ];

    private static readonly Gen<string> LongText = Gen.Select(Gen.Int[0, LongAtoms.Length - 1].Array[1, 4], Gen.Int[20, 120], Gen.Int[0, 1_000_000])
        .Select((kinds, count, seed) =>
        {
            // A few kinds, often repeated, with a rare stranger.
            var random = new Random(seed);
            return string.Concat(Enumerable.Range(0, count).Select(_ => LongAtoms[random.Next(12) == 0 ? random.Next(LongAtoms.Length) : kinds[random.Next(kinds.Length)]]));
        });

    [Fact]
    public void Complete_AnyTextInAnyChunks_EqualsMarkdigsRendering() =>
        Gen.Select(Text, Cuts).Sample((text, cuts) => Assert.Equal(Reference.Of(text), Reference.Form(Draw(text, cuts).Html)), iter: 3_000);

    [Fact]
    public void Complete_LongTextInAnyChunks_EqualsMarkdigsRendering() =>
        Gen.Select(LongText, Cuts).Sample((text, cuts) => Assert.Equal(Reference.Of(text), Reference.Form(Draw(text, cuts).Html)), iter: 1_000);

    [Fact]
    public void Flush_AnyTextInAnyChunks_SettledBlocksNeverChange() => Gen.Select(Text, Cuts).Sample((text, cuts) => SettledStay(text, cuts), iter: 3_000);

    [Fact]
    public void Flush_LongTextInAnyChunks_SettledBlocksNeverChange() => Gen.Select(LongText, Cuts).Sample((text, cuts) => SettledStay(text, cuts), iter: 1_000);

    [Theory]
    [MemberData(nameof(SafeMarkdownTests.Hostile), MemberType = typeof(SafeMarkdownTests))]
    public void Flush_HostileText_IsHarmlessAtEveryPrefix(string markdown)
    {
        foreach (var before in new[] { "", "Text.\n\n", "- item\n\n", "```\ncode\n```\n\n", "**bold *em `co" })
            Draw(before + markdown + "\n\nEnd.", [1], body => HarmlessHtml.Check(body.Html));
    }

    [Fact]
    public void Complete_DefinitionAfterItsUse_PatchesTheBlockThatUsesIt()
    {
        var body = Draw("See [here][a].\n\nMore.\n\n[a]: https://example.org\n\nEnd of [this][a].", [4]);

        Assert.Equal(1, body.Patched);
        Assert.Equal(2, body.Element.QuerySelectorAll("a[href='https://example.org']").Length);
    }

    [Theory]
    [InlineData("see https://example.org/a?")]
    [InlineData("see **https://example.org")]
    [InlineData("see https://example.org/a_(b)_")]
    [InlineData("> [a]\n\n> [a]: /ur")]
    [InlineData("an [open bracket and https://example.org/a in it")]
    public void Flush_AddressThatMayGoOn_IsNoLinkYet(string text)
    {
        var (markdown, body) = (new MarkdownStream(), new DrawnBody());
        markdown.Append(text);
        body.Apply(markdown.Flush());

        Assert.Empty(body.Element.QuerySelectorAll("a"));
    }

    [Theory]
    [InlineData("See https://docs.example.com/guide/start for details")]
    [InlineData("See www.example.com/guide for details")]
    [InlineData("- **https://example.org/a** and more")]
    public void Flush_BareAddress_IsShownOnceAndThenIsALink(string text)
    {
        var shown = new List<string>();
        var body = Draw(text, [1], body => shown.Add(body.Element.TextContent));

        Assert.All(shown, visible => Assert.StartsWith(visible.TrimEnd(), body.Element.TextContent, StringComparison.Ordinal));
        Assert.Single(body.Element.QuerySelectorAll("a"));
    }

    [Theory]
    [InlineData("> [foo]: /url\n\"title\" ok\n\n[foo]\n")]
    [InlineData("> x\n\n> [c\\]d]:\n> <y&amp;z> 'q \"r\"'\n\n[c\\]d]\n\nEnd.\n")]
    public void Flush_DefinitionInAQuote_IsKnownAsItWasRead(string text)
    {
        var body = Draw(text, [1]);

        Assert.Equal(0, body.Patched);
        Assert.Equal(Reference.Of(text), Reference.Form(body.Html));
    }

    private static void SettledStay(string text, int[] cuts)
    {
        var settled = new List<string>();
        var body = Draw(text, cuts, body =>
        {
            Assert.Equal(settled, body.SettledHtml.Take(settled.Count));
            settled = [.. body.SettledHtml];
        });
        Assert.Equal(0, body.Patched);
    }

    private static DrawnBody Draw(string text, int[] cuts, Action<DrawnBody>? seen = null)
    {
        var (markdown, body, at) = (new MarkdownStream(), new DrawnBody(), 0);
        for (var i = 0; at < text.Length; i++)
        {
            var length = Math.Min(cuts[i % cuts.Length], text.Length - at);
            markdown.Append(text.AsSpan(at, length));
            at += length;
            body.Apply(markdown.Flush());
            seen?.Invoke(body);
        }

        body.Apply(markdown.Complete());
        return body;
    }
}

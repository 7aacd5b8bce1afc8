using CsCheck;
using LatencyPortal.Chat;
using LatencyPortal.Controls;
using LatencyPortal.Tests.Controls;
using Xunit;

namespace LatencyPortal.Tests.Chat;

public sealed class MarkdownStreamTests
{
    private static readonly string[] Atoms =
    [
        "# Title\n", "## Sub\n\n", "One line of text.\n", "Two words ", "\n", "\n\n", "Title\n===\n", "Sub\n---\n", "---\n\n", "***\n",
        "- item\n", "- [x] done\n", "  - nested\n", "1. first\n", "2. second\n\n", "1. a\n\n  2", "    indented\n", "> quote\n", "> - deep\n>\n> more\n\n",
        "```cs\nvar a = 1;\n", "```\n", "~~~\n", "````\n```\n", "\t- tab\n", "| a | b |\n|---|---|\n", "| 1 | 2 |\n", "|", "**bold** ", "**", "*", "_em_", "`code` ", "`",
        "``a `b`` ", "~~old~~ ", "[link](https://example.org) ", "[", "](", ")", "![cat](http://x/c.png) ", "<https://example.org>", "<b>", "<!--", "-->",
        "&amp; ", "\\* ", "  \n", "\r\n", "Grüße 🚀 ", "https://example.org ", "H~2~O ", "==m== ", "++i++ ", "<script>alert(1)</script>\n", "[x](javascript:a) ",
    ];

    private static readonly Gen<string> Text = Gen.Int[0, Atoms.Length - 1].Array[1, 30].Select(atoms => string.Concat(atoms.Select(i => Atoms[i])));

    private static readonly Gen<int[]> Cuts = Gen.Int[1, 12].Array[1, 20];

    [Fact]
    public void Complete_AnyTextInAnyChunks_EqualsTheWholeRenderedAtOnce() =>
        Gen.Select(Text, Cuts).Sample((text, cuts) =>
        {
            var body = Draw(text, cuts);

            Assert.Equal(Shown(SafeMarkdown.ToHtml(text)), Shown(body.Html));
        }, iter: 3_000);

    [Fact]
    public void Flush_AnyTextInAnyChunks_SettledBlocksNeverChange() =>
        Gen.Select(Text, Cuts).Sample((text, cuts) =>
        {
            var settled = new List<string>();
            Draw(text, cuts, body =>
            {
                Assert.False(body.Redrawn);
                Assert.Equal(settled, body.Settled.Take(settled.Count));
                settled = [.. body.Settled];
            });
        }, iter: 3_000);

    [Fact]
    public void Flush_OperationsAppliedTwice_GiveTheSameBody() =>
        Gen.Select(Text, Cuts).Sample((text, cuts) => Assert.Equal(Draw(text, cuts).Html, Draw(text, cuts, again: true).Html), iter: 500);

    [Theory]
    [MemberData(nameof(SafeMarkdownTests.Hostile), MemberType = typeof(SafeMarkdownTests))]
    public void Flush_HostileText_IsHarmlessAtEveryPrefix(string markdown)
    {
        foreach (var before in new[] { "", "Text.\n\n", "- item\n\n", "```\ncode\n```\n\n", "**bold *em `co" })
            Draw(before + markdown + "\n\nEnd.", [1], body => HarmlessHtml.Check(body.Html));
    }

    [Fact]
    public void Flush_TextWithManyBlocks_SendsOnlyTheTail()
    {
        var markdown = new MarkdownStream();
        var sent = 0;
        for (var i = 0; i < 200; i++)
        {
            markdown.Append($"Paragraph number {i} with some words.\n\n");
            sent += markdown.Flush().Sum(operation => operation.Html.Length);
        }

        // Every paragraph goes over the wire once as tail and once settled, however long the answer.
        Assert.InRange(sent, 0, 3 * SafeMarkdown.ToHtml(markdown.Text).Length);
    }

    [Fact]
    public void Complete_DefinitionAfterItsUse_DrawsTheWholeAnew()
    {
        var body = Draw("See [here][a].\n\nMore.\n\n[a]: https://example.org\n", [4]);

        Assert.True(body.Redrawn);
        Assert.Contains("href=\"https://example.org\"", body.Html, StringComparison.Ordinal);
    }

    [Fact]
    public void Whole_AfterAppends_IsOneOperationWithEverything()
    {
        var markdown = new MarkdownStream();
        markdown.Append("One.\n\nTwo.\n\nThree");
        markdown.Flush();

        Assert.Equal(new MarkdownOperation(MarkdownOperation.All, 0, SafeMarkdown.ToHtml(markdown.Text)), markdown.Whole());
    }

    private static DrawnBody Draw(string text, int[] cuts, Action<DrawnBody>? seen = null, bool again = false)
    {
        var (markdown, body, at) = (new MarkdownStream(), new DrawnBody(), 0);
        for (var i = 0; at < text.Length; i++)
        {
            var length = Math.Min(cuts[i % cuts.Length], text.Length - at);
            markdown.Append(text.Substring(at, length));
            at += length;
            Apply(markdown.Flush());
            seen?.Invoke(body);
        }

        Apply(markdown.Complete());
        return body;

        void Apply(List<MarkdownOperation> operations)
        {
            body.Apply(operations);
            if (again)
                body.Apply(operations);
        }
    }

    /// <summary>White space between blocks is not shown.</summary>
    private static string Shown(string html) =>
        html.ReplaceLineEndings("\n").Replace("\n\n", "\n", StringComparison.Ordinal).Trim();
}

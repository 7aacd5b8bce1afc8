using CsCheck;
using LatencyPortal.Chat.Anatomy;
using LatencyPortal.Controls.Markdown;
using LatencyPortal.Data;
using Xunit;

namespace LatencyPortal.Tests.Chat.Anatomy;

/// <summary>Words are told apart by numbers, so every one shows where it must be found in what a reader sees.</summary>
public sealed class TextAlignmentTests
{
    private static readonly Gen<string> Inline = OneOf(
        "% ", "**% %** %", "*%* %", "`% %` %", "[% %](https://example.com/wa?wb=(wc)) %", "[%](/w \"wt wu\") %", "[%][ref] %",
        "% &amp; % &lt;w&gt; %", "% \\* % \\[w\\] %", "~~% %~~ %", "%\n%", "<https://example.com/%> %", "% 2 * 3 * 4 %", "![%](/wi) %", "%  \n%", "% &nbsp; %", "% <b>%</b> %");

    private static readonly Gen<string> Block = Gen.OneOf(
        Inline,
        Inline.Select(text => "## " + text.Replace('\n', ' ')),
        OneOf(
            "12. %\n13. % %\n", "- %\n- % %\n  - %\n\n", "- [x] %\n- [ ] %\n", "> % %\n> %\n", "```text\n% %\n  %\n```\n", "~~~\n%\n~~~\n", "    %\n    % %\n",
            "| % | % |\n|---|:--:|\n| % | `%` |\n| **%** | % |\n", "%\n===\n", "***\n", "[ref]: /wr \"wv\"\n", "1. %\n\n   ```js\n   %\n   ```\n2. %\n"));

    private static readonly Gen<string> Text = Block.Array[1, 8].Select(Number);

    [Fact]
    public void EveryWord_IsFoundWhereTheReaderSeesIt() => Text.Sample(
        text =>
        {
            var visible = Visible(text);
            var alignment = TextAlignment.Of(text);
            Assert.Equal(visible.Length, alignment.Length);
            for (var word = 100; text.Contains($"w{word}x", StringComparison.Ordinal); word++)
            {
                var seen = visible.IndexOf($"w{word}x", StringComparison.Ordinal);
                var isAlternative = text.Contains($"![w{word}x]", StringComparison.Ordinal); // the portal's words, not the model's
                if (seen >= 0 && !isAlternative)
                    Assert.True(seen == alignment.Find(text.IndexOf($"w{word}x", StringComparison.Ordinal)), $"w{word}x in\n{text}");
            }
        },
        iter: 3000);

    [Fact]
    public void AnyText_PlacesAscendAndCoverWhatIsSeen() => Gen.String[Gen.Char["ab12 \n*_`[]()<>#|!-&;\\~:."], 0, 200].Sample(
        text =>
        {
            var alignment = TextAlignment.Of(text);
            Assert.Equal(Visible(text).Length, alignment.Length);
            var before = 0;
            for (var offset = 0; offset <= text.Length; offset++)
            {
                var place = alignment.Find(offset);
                Assert.InRange(place, before, alignment.Length);
                before = place;
            }
        },
        iter: 5000);

    [Fact]
    public void PlainText_IsFoundCharacterByCharacter()
    {
        const string Plain = "One line of words, 12 of them";
        var alignment = TextAlignment.Of(Plain);

        Assert.All(Enumerable.Range(0, Plain.Length), i => Assert.Equal(i, alignment.Find(i)));
    }

    [Fact]
    public void Place_OriginsAndStalls_AreMergedAndNamed()
    {
        var marks = new AnswerMarks(
            [new AnswerStall(8, 640)], [new("target", 2), new("draft", 4), new("ngram", 2), new("target", 3), new("draft", 100)]);

        var placed = MarkPlacer.Place("**bold** text", marks);

        Assert.Equal([0, 4], placed.Origins["draft"][..2]);
        Assert.Equal((4, 640, "**bold**"), (placed.Stalls[0].At, placed.Stalls[0].Ms, placed.Stalls[0].Before));
        Assert.Equal(9, placed.Length);
    }

    private static Gen<string> OneOf(params string[] texts) => Gen.Int[0, texts.Length - 1].Select(i => texts[i]);

    /// <summary>Puts a word with a number of its own wherever a percent sign stands.</summary>
    private static string Number(string[] blocks)
    {
        var parts = string.Join("\n\n", blocks).Split('%');
        return parts[0] + string.Concat(parts.Skip(1).Select((part, i) => $"w{100 + i}x{part}"));
    }

    private static string Visible(string text)
    {
        var runs = new List<VisibleRun>();
        foreach (var node in SafeMarkdown.ToDom(text))
            VisibleRun.AddTo(runs, node);
        return string.Concat(runs.Select(run => run.Text));
    }
}

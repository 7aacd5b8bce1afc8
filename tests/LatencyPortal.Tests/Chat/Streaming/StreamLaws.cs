using System.Text.Encodings.Web;
using System.Text.Json;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using LatencyPortal.Chat.Streaming;
using LatencyPortal.Controls.Markdown;
using LatencyPortal.Tests.Controls.Markdown;
using Markdig.Syntax;

namespace LatencyPortal.Tests.Chat.Streaming;

/// <summary>
/// Streams a text in pieces and says what went wrong, if anything: settled blocks that changed, code that healing altered, an address
/// that was shown before it was whole, a last picture that is not Markdig's.
/// </summary>
internal static class StreamLaws
{
    private static readonly JsonSerializerOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <param name="text">The text.</param>
    /// <param name="cuts">Lengths of the pieces in turn, each from 1 on.</param>
    /// <param name="count">Pieces so far, with those of this text.</param>
    /// <returns>What went wrong; null when nothing did.</returns>
    public static string? FindBreach(string text, IReadOnlyList<int> cuts, ref int count)
    {
        var (markdown, body) = (new MarkdownStream(), new DrawnBody());
        var (at, settled, whole) = (0, (IReadOnlyList<string>)[], new HashSet<string>());
        for (var i = 0; at < text.Length; i++, count++)
        {
            var length = Math.Min(cuts[i % cuts.Count], text.Length - at);
            markdown.Append(text.AsSpan(at, length));
            at += length;
            body.Apply(markdown.Flush());
            var prefix = text[..at];
            if (FindChange(settled, body, prefix) is { } change)
                return $"{change}\nbehind {Shown(prefix)}";
            settled = body.SettledHtml;
            if ((FindAlteredCode(body, prefix) ?? FindOpenAddress(body, prefix, whole)) is { } breach)
                return $"{breach}\nbehind {Shown(prefix)}";
        }

        body.Apply(markdown.Complete());
        if (FindChange(settled, body, text) is { } last)
            return $"{last}\nat the end of {Shown(text)}";
        var (expected, actual) = (Reference.Of(text), Reference.Form(body.Html));
        return expected == actual ? null : $"expected {expected}\nbut was  {actual}\nfor {Shown(text)} cut in {string.Join(',', cuts)}";
    }

    /// <summary>What has settled stays as it is; a link definition that came later may change what has a bracket in it, and nothing else.</summary>
    private static string? FindChange(IReadOnlyList<string> before, DrawnBody body, string prefix)
    {
        var after = body.SettledHtml;
        for (var i = 0; i < before.Count; i++)
        {
            if (i < after.Count && before[i] == after[i])
                continue;
            var isLateDefinition = i < after.Count && before[i].Contains('[', StringComparison.Ordinal)
                && SafeMarkdown.Parse(prefix).Descendants<LinkReferenceDefinition>().Any();
            if (!isLateDefinition)
                return $"settled block {i} was  {before[i]}\nand became {(i < after.Count ? after[i] : "nothing")}";
        }

        return null;
    }

    /// <summary>Code is shown as it was written so far: never more, never other characters.</summary>
    private static string? FindAlteredCode(DrawnBody body, string prefix)
    {
        var shown = CodeOf(body.Element);
        if (shown.Count == 0)
            return null;
        var written = CodeOf(Parse(SafeMarkdown.ToHtml(prefix)));
        for (var i = 0; i < shown.Count; i++)
        {
            if (i >= written.Count || !written[i].StartsWith(shown[i].TrimEnd('\n'), StringComparison.Ordinal))
                return $"code {i} is shown as {Shown(shown[i])} and is {(i < written.Count ? Shown(written[i]) : "none")}";
        }

        return null;
    }

    /// <summary>An address is whole when one more letter does not make another of it, and a definition's when its line has ended.</summary>
    private static string? FindOpenAddress(DrawnBody body, string prefix, HashSet<string> whole)
    {
        whole.UnionWith(AddressesOf(Parse(SafeMarkdown.ToHtml(prefix + "z"))));
        foreach (var text in new[] { prefix + "z", prefix[..(prefix.LastIndexOf('\n') + 1)] })
            whole.UnionWith(SafeMarkdown.Parse(text).Descendants<LinkReferenceDefinition>().Select(definition => SafeUrl.Escape(definition.Url ?? "")));
        return AddressesOf(body.Element).FirstOrDefault(address => !whole.Contains(address)) is { } open ? $"the address {open} is shown and not whole" : null;
    }

    private static IElement Parse(string html) => new HtmlParser().ParseDocument(html).Body!;

    private static List<string> CodeOf(IElement element) => [.. element.QuerySelectorAll("pre > code").Select(code => code.TextContent)];

    private static HashSet<string> AddressesOf(IElement element) =>
        [.. element.QuerySelectorAll("[href], [data-image]").Select(link => link.GetAttribute("href") ?? link.GetAttribute("data-image")!)];

    private static string Shown(string text) => JsonSerializer.Serialize(text, Options);
}

using System.Net;
using Markdig.Renderers;

namespace LatencyPortal.Controls.Markdown;

/// <summary>Which links may stand in rendered text.</summary>
internal static class SafeUrl
{
    /// <summary>
    /// Lets absolute http, https and mailto links through, and paths of the portal itself. Everything else, schemes
    /// hidden behind control characters included, is refused.
    /// </summary>
    public static bool IsAllowed(string? url)
    {
        if (string.IsNullOrEmpty(url) || url.Any(char.IsControl) || url.Contains('\\'))
            return false;
        if (url[0] == '#' || (url[0] == '/' && !url.StartsWith("//", StringComparison.Ordinal)))
            return true;
        return Uri.TryCreate(url, UriKind.Absolute, out var absolute)
            && (absolute.Scheme is "http" or "https" or "mailto");
    }

    /// <summary>Whether the link leads out of the portal.</summary>
    public static bool IsExternal(string url) => url[0] is not ('/' or '#');

    /// <summary>The address as it stands in an attribute: what may not stand in one is percent-encoded.</summary>
    public static string Escape(string url)
    {
        if (url.All(c => char.IsAsciiLetterOrDigit(c) || c is '/' or ':' or '.' or '-' or '_' or '?' or '=' or '#' or '%' or '+' or ','))
            return url;
        using var writer = new StringWriter();
        new HtmlRenderer(writer).WriteEscapeUrl(url);
        return WebUtility.HtmlDecode(writer.ToString());
    }
}

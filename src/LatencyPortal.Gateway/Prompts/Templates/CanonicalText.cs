namespace LatencyPortal.Gateway.Prompts.Templates;

/// <summary>One way to write a text: two systems that end lines differently must not make two prefixes.</summary>
internal static class CanonicalText
{
    /// <summary>Line ends as LF.</summary>
    public static string Lines(string text) => text.Contains('\r', StringComparison.Ordinal)
        ? text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n')
        : text;

    /// <summary>The source of a segment: line ends as LF, no blank lines around it.</summary>
    public static string Source(string text)
    {
        text = Lines(text);
        var start = 0;
        for (var at = 0; at < text.Length && char.IsWhiteSpace(text[at]); at++)
        {
            if (text[at] == '\n')
                start = at + 1;
        }

        return text[start..].TrimEnd();
    }
}

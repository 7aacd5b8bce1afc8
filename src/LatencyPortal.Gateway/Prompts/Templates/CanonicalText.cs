namespace LatencyPortal.Gateway.Prompts.Templates;

/// <summary>
/// One way to write a text: two systems that end lines differently must not make two prefixes. Other characters that end lines elsewhere,
/// such as U+2028, are text.
/// </summary>
public static class CanonicalText
{
    /// <summary>Line ends as LF.</summary>
    public static string Lines(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Contains('\r', StringComparison.Ordinal) ? text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n') : text;
    }

    /// <summary>Characters of the blank lines in front of a text, which are no part of a segment.</summary>
    public static int Lead(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var lead = 0;
        for (var at = 0; at < text.Length && char.IsWhiteSpace(text[at]); at++)
        {
            if (text[at] == '\n')
                lead = at + 1;
        }

        return lead;
    }

    /// <summary>The source of a segment: line ends as LF, no blank lines around it.</summary>
    public static string Source(string text)
    {
        text = Lines(text);
        return text[Lead(text)..].TrimEnd();
    }
}

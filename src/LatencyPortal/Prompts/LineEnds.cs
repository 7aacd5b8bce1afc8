namespace LatencyPortal.Prompts;

/// <summary>Line ends as templates have them: other characters that end lines elsewhere, such as U+2028, are text.</summary>
internal static class LineEnds
{
    public static string ToLf(string text) => text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n');

    /// <summary>Characters of the blank lines in front of a text, which are not part of a segment.</summary>
    public static int Lead(string text)
    {
        var lead = 0;
        for (var at = 0; at < text.Length && char.IsWhiteSpace(text[at]); at++)
        {
            if (text[at] == '\n')
                lead = at + 1;
        }

        return lead;
    }

    /// <summary>A text as a segment holds it: line ends as LF, no blank lines around it.</summary>
    public static string Bare(string text)
    {
        text = ToLf(text);
        return text[Lead(text)..].TrimEnd();
    }
}

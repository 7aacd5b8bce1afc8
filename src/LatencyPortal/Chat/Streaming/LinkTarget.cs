namespace LatencyPortal.Chat.Streaming;

/// <summary>
/// Reads what stands behind the text of a link: an address with a title in round brackets, or a label in square ones (CommonMark 0.31.2,
/// section 6.3).
/// </summary>
internal static class LinkTarget
{
    /// <summary>It may go on behind the end of the text.</summary>
    public const int IsOpen = 0;

    /// <summary>It is none.</summary>
    public const int IsNone = -1;

    /// <summary>What is not closed by so many UTF-16 units is none.</summary>
    private const int Longest = 2000;

    /// <summary>Where it ends; <see cref="IsOpen"/> or <see cref="IsNone"/>.</summary>
    /// <param name="text">The text.</param>
    /// <param name="at">The place behind the bracket that closes the link's text.</param>
    public static int Read(string text, int at)
    {
        if (at == text.Length)
            return IsOpen;
        var end = text[at] switch
        {
            '(' => Parentheses(text, at + 1),
            '[' => To(']', text, at + 1, '['),
            _ => IsNone,
        };
        return end == IsOpen && text.Length - at > Longest ? IsNone : end;
    }

    private static int Parentheses(string text, int at)
    {
        at = Spaces(text, at);
        if (at == text.Length)
            return IsOpen;
        at = text[at] == '<' ? To('>', text, at + 1, '<', '\n') : Address(text, at);
        if (at <= 0)
            return at;
        var title = Spaces(text, at);
        if (title == text.Length)
            return IsOpen;
        if (text[title] == ')')
            return title + 1;
        if (title == at || text[title] is not ('"' or '\'' or '('))
            return IsNone;
        at = To(text[title] == '(' ? ')' : text[title], text, title + 1);
        if (at <= 0)
            return at;
        at = Spaces(text, at);
        return at == text.Length ? IsOpen : text[at] == ')' ? at + 1 : IsNone;
    }

    private static int Address(string text, int at)
    {
        for (var depth = 0; at < text.Length; at++)
        {
            if (char.IsWhiteSpace(text[at]) || (text[at] == ')' && depth == 0))
                return depth == 0 ? at : IsNone;
            if (text[at] == '\\')
                at++;
            else if (text[at] is '(' or ')')
                depth += text[at] == '(' ? 1 : -1;
        }

        return IsOpen;
    }

    /// <summary>The place behind a closing character.</summary>
    private static int To(char closing, string text, int at, params ReadOnlySpan<char> forbidden)
    {
        for (; at < text.Length; at++)
        {
            if (text[at] == closing)
                return at + 1;
            if (forbidden.Contains(text[at]))
                return IsNone;
            if (text[at] == '\\')
                at++;
        }

        return IsOpen;
    }

    private static int Spaces(string text, int at)
    {
        while (at < text.Length && char.IsWhiteSpace(text[at]))
            at++;
        return at;
    }
}

namespace LatencyPortal.Chat.Streaming;

/// <summary>Finds characters in plain text that a later text could turn into the beginning of emphasis, code or a link.</summary>
internal static class InlineOpeners
{
    /// <summary>The first place at which something may be open; -1 when nothing is but perhaps brackets.</summary>
    /// <param name="text">Text that the parser took for plain.</param>
    /// <param name="brackets">Brackets that are open, counted on.</param>
    /// <param name="closedAt">The place behind the last closing of all brackets; 0 when none was open.</param>
    public static int Find(ReadOnlySpan<char> text, ref int brackets, out int closedAt)
    {
        closedAt = 0;
        var bracketAt = -1;
        for (var i = 0; i < text.Length; i++)
        {
            switch (text[i])
            {
                case '`' or '|' or '$' or '\\':
                    return First(bracketAt, i);
                case '*' or '_' when !IsInert(text, i):
                    return First(bracketAt, i);
                case '~' when i + 1 == text.Length || text[i + 1] == '~':
                    return First(bracketAt, i);
                case '[':
                    if (brackets++ == 0)
                        bracketAt = i;
                    break;
                case ']' when brackets > 0:
                    if (--brackets == 0)
                        (closedAt, bracketAt) = (i + 1, -1);
                    break;
            }
        }

        return brackets > 0 ? bracketAt : -1;
    }

    private static int First(int bracketAt, int at) => bracketAt >= 0 ? bracketAt : at;

    /// <summary>Emphasis opens neither before a space nor, if it is an underscore, within a word.</summary>
    private static bool IsInert(ReadOnlySpan<char> text, int at)
    {
        if (at == 0 || at + 1 == text.Length)
            return false;
        var (before, after) = (text[at - 1], text[at + 1]);
        return (before == ' ' && after == ' ') || (text[at] == '_' && char.IsLetterOrDigit(before) && char.IsLetterOrDigit(after));
    }
}

namespace LatencyPortal.Controls.Markdown;

/// <summary>The delimiters of formulas within a text: <c>$…$</c>, <c>$$…$$</c>, <c>\(…\)</c> and <c>\[…\]</c>.</summary>
internal static class MathDelimiters
{
    /// <summary>A closing delimiter is looked for so many UTF-16 units ahead, so that a text full of dollars costs no more than its length.</summary>
    private const int Longest = 2000;

    /// <summary>
    /// What may become a formula is held back so long, and is shown as the text it is from then on. A formula in single dollars is not longer.
    /// </summary>
    private const int LongestOpen = 400;

    /// <summary>Reads a formula.</summary>
    /// <param name="text">The text from an opening delimiter on.</param>
    /// <param name="inTable">It stands in a row of a table: a bar ends the cell.</param>
    /// <param name="math">Where it stands.</param>
    public static bool TryRead(ReadOnlySpan<char> text, bool inTable, out MathSpan math)
    {
        math = default;
        var near = text[..Math.Min(text.Length, Longest)];
        var (opening, end) = Opening(near) switch
        {
            "$" => (1, DollarEnd(near)),
            "$$" => (2, End(near, "$$", oneLine: false)),
            "\\(" => (2, End(near, "\\)", oneLine: true)),
            "\\[" => (2, End(near, "\\]", oneLine: false)),
            _ => (0, -1),
        };
        if (end < 0 || near[opening..end].IsWhiteSpace() || (inTable && near[opening..end].Contains('|')))
            return false;
        math = new MathSpan(opening..end, end + opening, near[..2] is "$$" or "\\[");
        return true;
    }

    /// <summary>Whether text that is still arriving may make a formula of what is none yet.</summary>
    /// <param name="text">The text from an opening delimiter to its end.</param>
    public static bool MayBecome(ReadOnlySpan<char> text) => text.Length <= LongestOpen && Opening(text) switch
    {
        "$" => text.Length == 1 || MayEndInDollar(text),
        "\\(" => !text.Contains('\n'),
        "$$" or "\\[" => true,
        _ => false,
    };

    private static string Opening(ReadOnlySpan<char> text) => text switch
    {
        ['$', '$', ..] => "$$",
        ['$', ..] => "$",
        ['\\', '(', ..] => "\\(",
        ['\\', '[', ..] => "\\[",
        _ => "",
    };

    /// <summary>The next dollar closes the formula; where it cannot, it opens another one, and this one was a price.</summary>
    private static int DollarEnd(ReadOnlySpan<char> text)
    {
        var end = NextDollar(text);
        return end > 1 && end < LongestOpen && IsFormula(text[1..end]) && !char.IsWhiteSpace(text[end - 1]) && (end + 1 == text.Length || !char.IsDigit(text[end + 1]))
            ? end
            : -1;
    }

    private static bool MayEndInDollar(ReadOnlySpan<char> text)
    {
        var end = NextDollar(text);
        return IsFormula(text[1..]) && (end < 0 ? !text.ContainsAny('\n', '`') : end == text.Length - 1 && !char.IsWhiteSpace(text[end - 1]));
    }

    /// <summary>The first dollar in the line behind the opening one; -1 when there is none.</summary>
    private static int NextDollar(ReadOnlySpan<char> text)
    {
        for (var i = 1; i < text.Length && text[i] is not ('\n' or '`'); i++)
        {
            if (text[i] == '\\')
                i++;
            else if (text[i] == '$')
                return i;
        }

        return -1;
    }

    /// <summary>A number with words behind it is a price; words in braces and commands are a formula's.</summary>
    private static bool IsFormula(ReadOnlySpan<char> content)
    {
        if (char.IsWhiteSpace(content[0]))
            return false;
        if (!char.IsDigit(content[0]))
            return true;
        for (var (i, depth) = (1, 0); i < content.Length; i++)
        {
            var word = i;
            while (i < content.Length && char.IsLetter(content[i]))
                i++;
            if (depth == 0 && content[word - 1] != '\\' && i - word >= (char.IsWhiteSpace(content[word - 1]) ? 2 : 3))
                return false;
            if (i < content.Length)
                depth += content[i] == '{' ? 1 : content[i] == '}' ? -1 : 0;
        }

        return true;
    }

    private static int End(ReadOnlySpan<char> text, string closing, bool oneLine)
    {
        for (var i = 2; i + 1 < text.Length; i++)
        {
            if (text[i..].StartsWith(closing, StringComparison.Ordinal))
                return i;
            if (oneLine && text[i] == '\n')
                return -1;
            if (text[i] == '\\')
                i++;
        }

        return -1;
    }
}

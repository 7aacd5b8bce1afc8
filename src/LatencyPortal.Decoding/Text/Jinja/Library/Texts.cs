using System.Text;

namespace LatencyPortal.Decoding.Text.Jinja.Library;

/// <summary>Text as JavaScript treats it: its idea of white space, words and code points.</summary>
internal static class Texts
{
    /// <summary><c>\s</c> of a regular expression. Unlike .NET it holds U+FEFF and lacks U+0085.</summary>
    public static bool IsSpace(char character) =>
        character == '\uFEFF' || (character != '\u0085' && char.IsWhiteSpace(character));

    public static string Trim(string text) => TrimEnd(TrimStart(text));

    public static string TrimStart(string text)
    {
        var start = 0;
        while (start < text.Length && IsSpace(text[start]))
            start++;
        return text[start..];
    }

    public static string TrimEnd(string text)
    {
        var end = text.Length;
        while (end > 0 && IsSpace(text[end - 1]))
            end--;
        return text[..end];
    }

    public static List<string> CodePoints(string text)
    {
        var result = new List<string>(text.Length);
        for (var i = 0; i < text.Length;)
        {
            var length = char.IsSurrogatePair(text, i) ? 2 : 1;
            result.Add(text.Substring(i, length));
            i += length;
        }

        return result;
    }

    /// <summary>Capitalizes after each character that is no ASCII letter, digit or underscore: <c>é</c> ends a word.</summary>
    public static string Title(string text)
    {
        var result = new StringBuilder(text);
        for (var i = 0; i < text.Length; i++)
        {
            if (IsWord(text[i]) && (i == 0 || !IsWord(text[i - 1])))
                result[i] = char.ToUpperInvariant(text[i]);
        }

        return result.ToString();
    }

    /// <summary>Only the first character changes, unlike in Python.</summary>
    public static string Capitalize(string text) =>
        text.Length == 0 ? text : LetterCase.Upper(text[..1]) + text[1..];

    /// <summary>Replaces up to <paramref name="count"/> times. An empty text is found before each code point and at the end.</summary>
    public static string Replace(string text, string old, string replacement, long count, RenderRun run)
    {
        var search = new TextSearch(old, run);
        var result = new StringBuilder();
        var done = 0;
        for (var at = 0; count > 0 && at <= text.Length; count--)
        {
            run.Step();
            var found = search.Find(text, at);
            // Half of a surrogate pair is not a character.
            while (found >= 0 && (SplitsPair(text, found) || SplitsPair(text, found + old.Length)))
            {
                run.Text(old.Length);
                run.Step();
                found = found + 1 > text.Length ? -1 : search.Find(text, found + 1);
            }

            if (found < 0)
                break;
            result.Append(text, done, found - done).Append(replacement);
            done = found + old.Length;
            at = Math.Max(done, found + 1);
        }

        return result.Append(text, done, text.Length - done).ToString();
    }

    /// <summary>How long <see cref="Replace"/>'s result can be at most.</summary>
    public static long ReplacedLength(string text, string old, string replacement, long count)
    {
        var most = old.Length == 0 ? text.Length + 1 : text.Length / old.Length;
        return text.Length + Math.Min(Math.Max(count, 0), most) * Math.Max(0L, replacement.Length - old.Length);
    }

    private static bool SplitsPair(string text, int at) =>
        at > 0 && at < text.Length && char.IsLowSurrogate(text[at]) && char.IsHighSurrogate(text[at - 1]);

    private static bool IsWord(char character) => char.IsAsciiLetterOrDigit(character) || character == '_';
}

using System.Globalization;

namespace LatencyPortal.Chat.Library.Search;

/// <summary>Cuts a text around the first place where something was found.</summary>
internal static class Snippet
{
    private const int Before = 40;
    private const int After = 120;
    private const int MostFound = 20;

    private static readonly CompareInfo Compare = CultureInfo.InvariantCulture.CompareInfo;
    private const CompareOptions Loose = CompareOptions.IgnoreCase | CompareOptions.IgnoreNonSpace;

    /// <param name="text">The whole text.</param>
    /// <param name="words">What was looked for; each is found at the beginning of a word, or anywhere if it is no word.</param>
    public static List<SnippetPart> Of(string text, IReadOnlyList<string> words)
    {
        var first = words.Select(word => IndexOf(text, 0, word).At).Where(at => at >= 0).DefaultIfEmpty(0).Min();
        var from = Begin(text, Math.Max(0, first - Before));
        var to = End(text, Math.Min(text.Length, first + After));
        var line = string.Join(' ', text[from..to].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        var parts = new List<SnippetPart>();
        if (from > 0)
            parts.Add(new SnippetPart("… ", false));
        Mark(line, words, parts);
        if (to < text.Length)
            parts.Add(new SnippetPart(" …", false));
        return parts;
    }

    private static void Mark(string line, IReadOnlyList<string> words, List<SnippetPart> parts)
    {
        var at = 0;
        for (var found = 0; found < MostFound; found++)
        {
            var (next, length) = words.Select(word => IndexOf(line, at, word)).Where(place => place.At >= 0).OrderBy(place => place.At).ThenByDescending(place => place.Length).FirstOrDefault((-1, 0));
            if (next < 0)
                break;
            if (next > at)
                parts.Add(new SnippetPart(line[at..next], false));
            parts.Add(new SnippetPart(line.Substring(next, length), true));
            at = next + length;
        }

        if (at < line.Length)
            parts.Add(new SnippetPart(line[at..], false));
    }

    private static (int At, int Length) IndexOf(string text, int from, string word)
    {
        var isWord = char.IsLetterOrDigit(word[0]) || char.IsSurrogate(word[0]);
        while (from < text.Length)
        {
            var at = Compare.IndexOf(text.AsSpan(from), word, Loose, out var length);
            if (at < 0 || length == 0)
                break;
            at += from;
            if (!isWord || at == 0 || !char.IsLetterOrDigit(text[at - 1]))
                return (at, length);
            from = at + 1;
        }

        return (-1, 0);
    }

    // Cuts between words, and never through a surrogate pair.
    private static int Begin(string text, int at)
    {
        var blank = at == 0 ? -1 : text.IndexOf(' ', at, Math.Min(20, text.Length - at));
        return blank >= 0 ? blank + 1 : at > 0 && char.IsLowSurrogate(text[at]) ? at - 1 : at;
    }

    private static int End(string text, int at) => at < text.Length && char.IsLowSurrogate(text[at]) ? at + 1 : at;
}

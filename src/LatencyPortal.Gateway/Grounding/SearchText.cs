using System.Collections.Frozen;
using System.Text;

namespace LatencyPortal.Gateway.Grounding;

/// <summary>
/// Words and queries of the search, exactly as models/training/search.py makes them: the built-in model was trained on
/// what that search finds.
/// </summary>
internal static class SearchText
{
    private const int MostWords = 200;
    private const int LongestWord = 64;

    private static readonly FrozenSet<string> StopWords = (
        "a about again all am an and another any anything are as at be been but by can clear continue could d " +
        "deeper detail details did differently do does doesn don elaborate else exactly example examples " +
        "explain for from further get give go good had has have help how huh i if in into is isn it its just " +
        "keep know let like little ll m make makes may me mean means might more my need no not of ok on or " +
        "our please put re really reason s say sentence shall shorter should show simple simpler so some such " +
        "sure t tell than that the their them then there these they thing things this those to too true " +
        "understand us use ve want was we were what when where which who why will with work works would you " +
        "your")
        .Split(' ').ToFrozenSet(StringComparer.Ordinal);

    /// <summary>ASCII letters and digits in lower case; everything else separates.</summary>
    public static List<string> Words(ReadOnlySpan<char> text)
    {
        List<string> words = [];
        var word = new StringBuilder();
        foreach (var c in text)
        {
            if (char.IsAsciiLetterOrDigit(c))
            {
                word.Append(char.ToLowerInvariant(c));
            }
            else if (word.Length > 0)
            {
                words.Add(word.ToString());
                word.Clear();
            }
        }

        if (word.Length > 0)
            words.Add(word.ToString());
        return words;
    }

    /// <summary>The distinct words that carry meaning, in order.</summary>
    public static List<string> ContentWords(string text) => [.. Words(text).Where(word => !StopWords.Contains(word)).Distinct()];

    /// <summary>The first words of a text: a pasted book must not be a search for every word of it, nor a word of a million letters one for each three of them.</summary>
    public static string Head(string text) =>
        string.Join(' ', Words(text).Take(MostWords).Select(word => word[..Math.Min(word.Length, LongestWord)]));

    /// <summary>FTS5 query for rows that have any of the content words; empty when there are none.</summary>
    public static string WordQuery(string text) => AnyOf(ContentWords(text));

    /// <summary>FTS5 query for rows that have any pair of neighbouring words.</summary>
    public static string PairQuery(string text)
    {
        var words = Words(text);
        return AnyOf(words.Zip(words.Skip(1), (first, second) => $"{first} {second}"));
    }

    /// <summary>FTS5 query for rows that have any trigram of the content words.</summary>
    public static string GramQuery(string text) =>
        AnyOf(ContentWords(text).SelectMany(word => Enumerable.Range(0, Math.Max(0, word.Length - 2)).Select(i => word.Substring(i, 3))));

    /// <summary>Text as it is indexed: plain words, line by line.</summary>
    public static string Folded(string text) =>
        string.Join('\n', text.Split('\n').Select(line => string.Join(' ', Words(line))));

    private static string AnyOf(IEnumerable<string> terms) => string.Join(" OR ", terms.Distinct().Select(term => $"\"{term}\""));
}

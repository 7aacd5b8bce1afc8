using System.Text;

namespace LatencyPortal.Chat.Library.Search;

/// <summary>What someone types to search, as words and as a query that is never a syntax error.</summary>
internal static class SearchWords
{
    /// <summary>More text than this is not looked at, in UTF-16 characters.</summary>
    public const int Longest = 200;

    private const int MostWords = 12;

    /// <summary>Its words: runs of letters and digits, as the index cuts texts too.</summary>
    public static List<string> Of(string text)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        foreach (var rune in text.AsSpan(0, Math.Min(text.Length, Longest)).EnumerateRunes())
        {
            if (Rune.IsLetterOrDigit(rune) || (word.Length > 0 && Rune.GetUnicodeCategory(rune) is System.Globalization.UnicodeCategory.NonSpacingMark or System.Globalization.UnicodeCategory.SpacingCombiningMark))
                word.Append(rune.ToString());
            else
                Take();
        }

        Take();
        return words;

        void Take()
        {
            if (word.Length > 0 && words.Count < MostWords)
                words.Add(word.ToString());
            word.Clear();
        }
    }

    /// <summary>The words as a query of SQLite's FTS5: all of them, each as the beginning of a word. Quoted, they hold no operators.</summary>
    public static string Query(IReadOnlyList<string> words) => string.Join(" AND ", words.Select(word => $"\"{word}\"*"));

    /// <summary>A text as a pattern of LIKE that finds it anywhere, with \ as the escape.</summary>
    public static string Pattern(string text) => $"%{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal)}%";
}

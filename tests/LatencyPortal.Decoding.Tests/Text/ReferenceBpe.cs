using System.Globalization;
using System.Text;
using LatencyPortal.Decoding.Text;
using LatencyPortal.Decoding.Tests.TinyModels;

namespace LatencyPortal.Decoding.Tests.Text;

/// <summary>
/// The tiny tokenizer's ids by the book: GPT-2's split written as a loop over scalars, and merges
/// applied one by one, best rank first. Slow, and independent of the code under test.
/// </summary>
internal static class ReferenceBpe
{
    private static readonly string[] Contractions = ["'s", "'t", "'re", "'ve", "'m", "'ll", "'d"];

    public static List<int> Encode(string text)
    {
        var ids = new List<int>();
        foreach (var word in Split(text))
        {
            var parts = Encoding.UTF8.GetBytes(word).Select(value => ByteAlphabet.SymbolOf(value).ToString()).ToList();
            while (BestMerge(parts) is var best && best.Rank < int.MaxValue)
            {
                parts[best.At] += parts[best.At + 1];
                parts.RemoveAt(best.At + 1);
            }

            ids.AddRange(parts.Select(IdOf));
        }

        return ids;
    }

    private static IEnumerable<string> Split(string text)
    {
        var runes = text.EnumerateRunes().ToArray();
        var at = 0;
        while (at < runes.Length)
        {
            var length = WordLength(runes, at);
            yield return string.Concat(runes.Skip(at).Take(length));
            at += length;
        }
    }

    private static int WordLength(Rune[] runes, int at)
    {
        foreach (var contraction in Contractions)
        {
            if (runes.Skip(at).Take(contraction.Length).SequenceEqual(contraction.EnumerateRunes()))
                return contraction.Length;
        }

        // A run of one kind, with at most one space before it.
        var start = runes[at].Value == ' ' && at + 1 < runes.Length ? at + 1 : at;
        var kind = Kind(runes[start]);
        if (kind != 's')
            return start - at + RunLength(runes, start, kind);

        // White space; its last character goes with the word that follows.
        var spaces = RunLength(runes, at, 's');
        return at + spaces < runes.Length && spaces > 1 ? spaces - 1 : spaces;
    }

    private static int RunLength(Rune[] runes, int at, char kind) => runes.Skip(at).TakeWhile(rune => Kind(rune) == kind).Count();

    private static char Kind(Rune rune)
    {
        if (Rune.IsWhiteSpace(rune))
            return 's';
        if (Rune.IsLetter(rune))
            return 'l';
        return Rune.GetUnicodeCategory(rune) is UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber
            or UnicodeCategory.OtherNumber ? 'n' : 'o';
    }

    private static (int At, int Rank) BestMerge(List<string> parts)
    {
        var best = (At: -1, Rank: int.MaxValue);
        for (var i = 0; i + 1 < parts.Count; i++)
        {
            var rank = Array.IndexOf(TinyTokenizer.Merges, (parts[i], parts[i + 1]));
            if (rank >= 0 && rank < best.Rank)
                best = (i, rank);
        }

        return best;
    }

    private static int IdOf(string part)
    {
        var merge = Array.FindIndex(TinyTokenizer.Merges, pair => pair.Left + pair.Right == part);
        if (merge >= 0)
            return TinyTokenizer.Byte(255) + 1 + merge;
        Assert.True(ByteAlphabet.TryGetByte(part[0], out var value));
        return TinyTokenizer.Byte(value);
    }
}

using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace LatencyPortal.Decoding.Text;

/// <summary>
/// Finds a pattern that sees Unicode scalars, as its authors meant it. .NET patterns see UTF-16
/// units, to which half of a letter outside the basic plane is no letter: the split, and with it the
/// token ids, would differ from the reference tokenizer's.
/// </summary>
internal sealed class ScalarPattern(Regex pattern)
{
    /// <summary>The matches in a text, in order. Matches of nothing are left out.</summary>
    public List<(int Offset, int Length)> Find(string text) =>
        text.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF') ? FindScalars(text) : FindUnits(text);

    private List<(int Offset, int Length)> FindUnits(string text)
    {
        var matches = new List<(int, int)>();
        foreach (var match in pattern.EnumerateMatches(text))
        {
            if (match.Length > 0)
                matches.Add((match.Index, match.Length));
        }

        return matches;
    }

    private List<(int Offset, int Length)> FindScalars(string text)
    {
        // A shadow text of one unit per scalar, of the same category, and where each one starts.
        var shadow = new StringBuilder(text.Length);
        var starts = new List<int>(text.Length + 1);
        var offset = 0;
        foreach (var scalar in text.EnumerateRunes())
        {
            shadow.Append(scalar.IsBmp ? (char)scalar.Value : StandIn(scalar));
            starts.Add(offset);
            offset += scalar.Utf16SequenceLength;
        }

        starts.Add(offset);
        return FindUnits(shadow.ToString())
            .ConvertAll(match => (starts[match.Offset], starts[match.Offset + match.Length] - starts[match.Offset]));
    }

    /// <summary>A unit that patterns made of \p{L}, \p{M}, \p{N}, \s and ASCII treat as they would the scalar.</summary>
    private static char StandIn(Rune scalar) => Rune.GetUnicodeCategory(scalar) switch
    {
        UnicodeCategory.UppercaseLetter => '\u00C0',
        UnicodeCategory.LowercaseLetter => '\u00E0',
        UnicodeCategory.ModifierLetter => '\u02B0',
        // Not a CJK letter: patterns name ranges of those.
        UnicodeCategory.OtherLetter => '\u16A0',
        UnicodeCategory.NonSpacingMark => '\u0300',
        UnicodeCategory.SpacingCombiningMark => '\u0903',
        UnicodeCategory.DecimalDigitNumber => '\u0660',
        UnicodeCategory.LetterNumber => '\u2160',
        UnicodeCategory.OtherNumber => '\u00B2',
        UnicodeCategory.OtherSymbol => '\u2603',
        UnicodeCategory.MathSymbol => '\u2200',
        UnicodeCategory.OtherPunctuation => '\u2020',
        UnicodeCategory.DashPunctuation => '\u2010',
        UnicodeCategory.ModifierSymbol => '\u02C2',
        UnicodeCategory.CurrencySymbol => '\u20A0',
        UnicodeCategory.OtherNotAssigned => '\uFFF0',
        UnicodeCategory.Format => '\u200B',
        _ => '\uE000',
    };
}

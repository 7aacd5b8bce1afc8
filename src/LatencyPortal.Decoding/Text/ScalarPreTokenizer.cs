using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.ML.Tokenizers;

namespace LatencyPortal.Decoding.Text;

/// <summary>
/// Splits text by a pre-tokenizer pattern that sees Unicode scalars, as the pattern's authors meant
/// it. .NET patterns see UTF-16 units, to which half of a letter outside the basic plane is no
/// letter: the split, and with it the token ids, would differ from the reference tokenizer's.
/// </summary>
internal sealed class ScalarPreTokenizer(Regex pattern) : PreTokenizer
{
    public override IEnumerable<(int Offset, int Length)> PreTokenize(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF') ? SplitScalars(text) : SplitUnits(text);
    }

    public override IEnumerable<(int Offset, int Length)> PreTokenize(ReadOnlySpan<char> text) =>
        PreTokenize(text.ToString());

    private List<(int Offset, int Length)> SplitUnits(string text)
    {
        var pieces = new List<(int, int)>();
        var end = 0;
        for (var match = pattern.Match(text); match.Success; match = match.NextMatch())
        {
            // Text between matches is a piece of its own: nothing may be lost.
            if (match.Index > end)
                pieces.Add((end, match.Index - end));
            if (match.Length > 0)
                pieces.Add((match.Index, match.Length));
            end = match.Index + match.Length;
        }

        if (end < text.Length)
            pieces.Add((end, text.Length - end));
        return pieces;
    }

    private List<(int Offset, int Length)> SplitScalars(string text)
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
        return SplitUnits(shadow.ToString())
            .ConvertAll(piece => (starts[piece.Offset], starts[piece.Offset + piece.Length] - starts[piece.Offset]));
    }

    /// <summary>A unit that patterns made of \p{L}, \p{M}, \p{N}, \s and ASCII treat as they would the scalar.</summary>
    private static char StandIn(Rune scalar) => Rune.GetUnicodeCategory(scalar) switch
    {
        UnicodeCategory.UppercaseLetter => '\u00C0',
        UnicodeCategory.LowercaseLetter => '\u00E0',
        UnicodeCategory.ModifierLetter => '\u02B0',
        UnicodeCategory.OtherLetter => '\u4E00',
        UnicodeCategory.NonSpacingMark => '\u0300',
        UnicodeCategory.SpacingCombiningMark => '\u0903',
        UnicodeCategory.DecimalDigitNumber => '\u0660',
        UnicodeCategory.LetterNumber => '\u2160',
        UnicodeCategory.OtherNumber => '\u00B2',
        UnicodeCategory.OtherSymbol => '\u2603',
        UnicodeCategory.MathSymbol => '\u2200',
        UnicodeCategory.OtherPunctuation => '\u2020',
        UnicodeCategory.Format => '\u200B',
        _ => '\uE000',
    };
}

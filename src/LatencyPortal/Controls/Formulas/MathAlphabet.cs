using System.Text;

namespace LatencyPortal.Controls.Formulas;

/// <summary>Letters and digits in Unicode's mathematical alphabets: MathML Core knows no other way to a bold or a blackboard letter.</summary>
internal static class MathAlphabet
{
    /// <summary>The same text in another alphabet; what the alphabet lacks stays as it is.</summary>
    public static string Map(string text, MathFont font)
    {
        if (font is MathFont.Standard or MathFont.Upright)
            return text;
        var mapped = new StringBuilder(text.Length * 2);
        foreach (var rune in text.EnumerateRunes())
            mapped.Append(new Rune(Map(rune.Value, font)).ToString());
        return mapped.ToString();
    }

    private static int Map(int letter, MathFont font) => letter switch
    {
        >= 'A' and <= 'Z' => Exception(letter, font) ?? (Capitals(font) + letter - 'A'),
        >= 'a' and <= 'z' => Exception(letter, font) ?? (Capitals(font) + 26 + letter - 'a'),
        >= '0' and <= '9' => Digits(font) is { } zero ? zero + letter - '0' : letter,
        >= 'Α' and <= 'Ω' => Greek(font == MathFont.BoldItalic ? MathFont.Bold : font) is { } alpha ? alpha + letter - 'Α' : letter,
        >= 'α' and <= 'ω' => Greek(font) is { } alpha ? alpha + 26 + letter - 'α' : letter,
        '∇' when font is MathFont.Bold or MathFont.BoldItalic => 0x1D6C1,
        '∂' or 'ϵ' or 'ϑ' or 'ϰ' or 'ϕ' or 'ϱ' or 'ϖ' when Greek(font) is { } alpha => alpha + 51 + "∂ϵϑϰϕϱϖ".IndexOf((char)letter),
        _ => letter,
    };

    private static int Capitals(MathFont font) => font switch
    {
        MathFont.Bold => 0x1D400,
        MathFont.Italic => 0x1D434,
        MathFont.BoldItalic => 0x1D468,
        MathFont.Script => 0x1D49C,
        MathFont.Fraktur => 0x1D504,
        MathFont.DoubleStruck => 0x1D538,
        MathFont.SansSerif => 0x1D5A0,
        _ => 0x1D670,
    };

    private static int? Digits(MathFont font) => font switch
    {
        MathFont.Bold or MathFont.BoldItalic => 0x1D7CE,
        MathFont.DoubleStruck => 0x1D7D8,
        MathFont.SansSerif => 0x1D7E2,
        MathFont.Monospace => 0x1D7F6,
        _ => null,
    };

    private static int? Greek(MathFont font) => font switch
    {
        MathFont.Bold => 0x1D6A8,
        MathFont.Italic => 0x1D6E2,
        MathFont.BoldItalic => 0x1D71C,
        _ => null,
    };

    /// <summary>Letters that Unicode had before the alphabets, at other places.</summary>
    private static int? Exception(int letter, MathFont font) => (font, (char)letter) switch
    {
        (MathFont.Italic, 'h') => 'ℎ',
        (MathFont.Script, 'B') => 'ℬ',
        (MathFont.Script, 'E') => 'ℰ',
        (MathFont.Script, 'F') => 'ℱ',
        (MathFont.Script, 'H') => 'ℋ',
        (MathFont.Script, 'I') => 'ℐ',
        (MathFont.Script, 'L') => 'ℒ',
        (MathFont.Script, 'M') => 'ℳ',
        (MathFont.Script, 'R') => 'ℛ',
        (MathFont.Script, 'e') => 'ℯ',
        (MathFont.Script, 'g') => 'ℊ',
        (MathFont.Script, 'o') => 'ℴ',
        (MathFont.Fraktur, 'C') => 'ℭ',
        (MathFont.Fraktur, 'H') => 'ℌ',
        (MathFont.Fraktur, 'I') => 'ℑ',
        (MathFont.Fraktur, 'R') => 'ℜ',
        (MathFont.Fraktur, 'Z') => 'ℨ',
        (MathFont.DoubleStruck, 'C') => 'ℂ',
        (MathFont.DoubleStruck, 'H') => 'ℍ',
        (MathFont.DoubleStruck, 'N') => 'ℕ',
        (MathFont.DoubleStruck, 'P') => 'ℙ',
        (MathFont.DoubleStruck, 'Q') => 'ℚ',
        (MathFont.DoubleStruck, 'R') => 'ℝ',
        (MathFont.DoubleStruck, 'Z') => 'ℤ',
        _ => null,
    };
}

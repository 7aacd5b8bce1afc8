using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace LatencyPortal.Decoding.Text.Jinja.Library;

/// <summary>
/// Upper and lower case with the characters that .NET maps to themselves: those that become several,
/// such as ß to SS, and two that become ASCII. From SpecialCasing.txt and UnicodeData.txt of Unicode.
/// </summary>
internal static class LetterCase
{
    /// <summary>Code of the character, and those of its upper case.</summary>
    private const string SpecialUpper =
        """
        DF:53+53 131:49 149:2BC+4E 17F:53 1F0:4A+30C 390:399+308+301 3B0:3A5+308+301 587:535+552 1E96:48+331 1E97:54+308
        1E98:57+30A 1E99:59+30A 1E9A:41+2BE 1F50:3A5+313 1F52:3A5+313+300 1F54:3A5+313+301 1F56:3A5+313+342
        1FB2:1FBA+399 1FB3:391+399 1FB4:386+399 1FB6:391+342 1FB7:391+342+399 1FBC:391+399 1FC2:1FCA+399
        1FC3:397+399 1FC4:389+399 1FC6:397+342 1FC7:397+342+399 1FCC:397+399 1FD2:399+308+300 1FD3:399+308+301
        1FD6:399+342 1FD7:399+308+342 1FE2:3A5+308+300 1FE3:3A5+308+301 1FE4:3A1+313 1FE6:3A5+342
        1FE7:3A5+308+342 1FF2:1FFA+399 1FF3:3A9+399 1FF4:38F+399 1FF6:3A9+342 1FF7:3A9+342+399 1FFC:3A9+399
        FB00:46+46 FB01:46+49 FB02:46+4C FB03:46+46+49 FB04:46+46+4C FB05:53+54 FB06:53+54
        FB13:544+546 FB14:544+535 FB15:544+53B FB16:54E+546 FB17:544+53D
        """;

    private static readonly FrozenDictionary<char, string> Special = ReadSpecial();

    public static string Upper(string text)
    {
        var upper = text.ToUpperInvariant();
        if (!text.AsSpan().ContainsAnyExceptInRange('\0', '\u00DE'))
            return upper;
        var result = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (Special.TryGetValue(text[i], out var several))
                result.Append(several);
            else
                result.Append(upper[i]);
        }

        return result.ToString();
    }

    public static string Lower(string text)
    {
        var lower = text.ToLowerInvariant();
        if (text.AsSpan().IndexOfAny('\u0130', '\u03A3') < 0)
            return lower;
        var result = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\u0130')
                result.Append("i\u0307");
            else if (text[i] == '\u03A3' && EndsWord(text, i))
                result.Append('\u03C2');
            else
                result.Append(lower[i]);
        }

        return result.ToString();
    }

    /// <summary>A sigma takes its final form after a letter and before none.</summary>
    private static bool EndsWord(string text, int at)
    {
        var before = at - 1;
        while (before >= 0 && IsIgnored(text[before]))
            before--;
        var after = at + 1;
        while (after < text.Length && IsIgnored(text[after]))
            after++;
        return before >= 0 && char.IsLetter(text[before]) && !(after < text.Length && char.IsLetter(text[after]));
    }

    private static bool IsIgnored(char character) =>
        character is '\'' or '.' or ':' or '^' or '`' or '\u00AD' or '\u00B7' or '\u2019' ||
        char.GetUnicodeCategory(character) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark
            or UnicodeCategory.Format or UnicodeCategory.ModifierLetter or UnicodeCategory.ModifierSymbol;

    private static FrozenDictionary<char, string> ReadSpecial()
    {
        var result = new Dictionary<char, string>();
        foreach (var entry in SpecialUpper.Split([' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = entry.Split(':', '+').Select(part => (char)Convert.ToUInt16(part, 16)).ToArray();
            result[parts[0]] = new string(parts, 1, parts.Length - 1);
        }

        // Greek vowels with an iota below, in both cases: the bare capital and a capital iota.
        foreach (var (start, capital) in new[] { ('\u1F80', '\u1F08'), ('\u1F90', '\u1F28'), ('\u1FA0', '\u1F68') })
        {
            for (var i = 0; i < 16; i++)
                result[(char)(start + i)] = $"{(char)(capital + i % 8)}\u0399";
        }

        return result.ToFrozenDictionary();
    }
}

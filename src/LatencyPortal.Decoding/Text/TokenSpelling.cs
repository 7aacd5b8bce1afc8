using System.Globalization;
using System.Text;

namespace LatencyPortal.Decoding.Text;

/// <summary>How tokens of a vocabulary are written, and so what bytes they stand for.</summary>
/// <param name="ByteLevel">In byte symbols.</param>
/// <param name="ByteFallback"><c>&lt;0xNN&gt;</c> is a byte.</param>
/// <param name="Replacements">What stands for what, as a space mark for a space.</param>
/// <param name="StrippedSpaces">Spaces at the start of a text that are not part of it.</param>
internal sealed record TokenSpelling(
    bool ByteLevel, bool ByteFallback, IReadOnlyList<(string Mark, string Text)> Replacements, int StrippedSpaces)
{
    /// <summary>The bytes of a token; null where it is not spelled in byte symbols as it must be.</summary>
    public byte[]? BytesOf(string token)
    {
        if (ByteLevel)
            return token.All(symbol => ByteAlphabet.TryGetByte(symbol, out _)) ? [.. token.Select(ByteOf)] : null;
        if (ByteFallback && token.Length == 6 && token.StartsWith("<0x", StringComparison.Ordinal) && token[5] == '>' &&
            byte.TryParse(token.AsSpan(3, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value))
            return [value];
        return Encoding.UTF8.GetBytes(Replacements.Aggregate(
            token, (text, replacement) => text.Replace(replacement.Mark, replacement.Text, StringComparison.Ordinal)));
    }

    private static byte ByteOf(char symbol) => ByteAlphabet.TryGetByte(symbol, out var value) ? value : default;
}

using System.Text;
using CsCheck;

namespace LatencyPortal.Decoding.Tests.Text;

/// <summary>Generators of well-formed text from all of Unicode, with the parts that matter over-represented.</summary>
internal static class UnicodeText
{
    private static readonly Gen<Rune> Scalar = Gen.Frequency(
        (6, Gen.Int[0x20, 0x7E]),
        (1, OneOf('\n', '\t', '\r', ' ', 0xA0, 0x2003)),
        (2, Gen.Int[0x80, 0x7FF]),
        (2, Gen.Int[0x800, 0xD7FF]),
        (1, Gen.Int[0xE000, 0xFFFF]),
        (1, Gen.Int[0x1D400, 0x1D7FF]),
        (1, Gen.Int[0x1F300, 0x1FAFF]),
        (1, Gen.Int[0x10000, 0x10FFFF])).Select(value => new Rune(value));

    private static readonly Gen<string> Piece = Gen.Frequency(
        (6, Scalar.Select(scalar => scalar.ToString())),
        (1, OneOf(" hello", " the", "'s", "'ll", "  ", "\n\n", "12", "<|im_end|>", "\U0001F600", "caf\u00E9")));

    public static readonly Gen<string> Any = Piece.List[0, 40].Select(string.Concat);

    private static Gen<T> OneOf<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);
}

using System.Text;
using CsCheck;
using LatencyPortal.Decoding.Text;

namespace LatencyPortal.Decoding.Tests.Text;

public sealed class StreamingDetokenizerTests
{
    /// <summary>Lengths of the tokens that some bytes are cut into, used in turn.</summary>
    private static readonly Gen<int[]> Cuts = Gen.Int[1, 7].Array[1, 8];

    [Fact]
    public void Append_AnyTextCutAnywhere_GivesTheTextInWholeCharacters() =>
        Gen.Select(UnicodeText.Any, Cuts).Sample((text, cuts) =>
        {
            // U+FFFD in the text itself would hide one that was made up.
            text = text.Replace("\uFFFD", string.Empty, StringComparison.Ordinal);
            var pieces = Run(Encoding.UTF8.GetBytes(text), cuts);

            Assert.Equal(text, string.Concat(pieces));
            Assert.All(pieces, piece => Assert.DoesNotContain('\uFFFD', piece));
            // A piece that ends or begins inside a surrogate pair would not survive this.
            Assert.All(pieces, piece => Assert.Equal(piece, Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(piece))));
        });

    [Fact]
    public void Append_AnyBytesCutAnywhere_GivesWhatDecodingThemAtOnceGives() =>
        Gen.Select(Gen.Byte.Array[0, 40], Cuts).Sample((bytes, cuts) =>
            Assert.Equal(Encoding.UTF8.GetString(bytes), string.Concat(Run(bytes, cuts))));

    [Fact]
    public void Append_HalfACharacter_IsHeldUntilFinal()
    {
        var detokenizer = new StreamingDetokenizer(new TokenBytes([[(byte)'a', 0xF0, 0x9F], [0x98], [0x80]]));

        Assert.Equal("a", detokenizer.Append(0));
        Assert.Equal(string.Empty, detokenizer.Append(1));
        Assert.Equal("\uFFFD", detokenizer.Flush());
    }

    [Fact]
    public void Append_ControlToken_HasNoText()
    {
        var detokenizer = new StreamingDetokenizer(new TokenBytes([[], [(byte)'x']]));

        Assert.Equal(string.Empty, detokenizer.Append(0));
        Assert.Equal("x", detokenizer.Append(1));
        Assert.Equal(string.Empty, detokenizer.Flush());
    }

    private static List<string> Run(byte[] bytes, int[] cuts)
    {
        var tokens = new List<byte[]>();
        for (var at = 0; at < bytes.Length;)
        {
            var end = Math.Min(bytes.Length, at + cuts[tokens.Count % cuts.Length]);
            tokens.Add(bytes[at..end]);
            at = end;
        }

        var detokenizer = new StreamingDetokenizer(new TokenBytes(tokens));
        var pieces = tokens.Select((_, id) => detokenizer.Append(id).ToString()).ToList();
        pieces.Add(detokenizer.Flush().ToString());
        return pieces;
    }
}

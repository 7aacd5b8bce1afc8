namespace LatencyPortal.Decoding.Text;

/// <summary>
/// GPT-2's printable character for every byte. Byte-level vocabularies are spelled in these
/// characters, so that a token that is half a character can still be written in a JSON file.
/// </summary>
internal static class ByteAlphabet
{
    private static readonly char[] Symbols = BuildSymbols();
    private static readonly Dictionary<char, byte> Bytes = BuildBytes();

    public static char SymbolOf(byte value) => Symbols[value];

    public static bool TryGetByte(char symbol, out byte value) => Bytes.TryGetValue(symbol, out value);

    private static char[] BuildSymbols()
    {
        var symbols = new char[256];
        var next = 256;
        for (var value = 0; value < 256; value++)
        {
            var printable = value is (>= 33 and <= 126) or (>= 161 and <= 172) or (>= 174 and <= 255);
            symbols[value] = (char)(printable ? value : next++);
        }

        return symbols;
    }

    private static Dictionary<char, byte> BuildBytes()
    {
        var bytes = new Dictionary<char, byte>(256);
        for (var value = 0; value < 256; value++)
            bytes[Symbols[value]] = (byte)value;
        return bytes;
    }
}

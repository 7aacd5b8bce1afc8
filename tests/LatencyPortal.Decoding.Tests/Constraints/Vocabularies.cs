using System.Text;
using LatencyPortal.Decoding.Constraints;
using LatencyPortal.Decoding.Text;

namespace LatencyPortal.Decoding.Tests.Constraints;

/// <summary>Vocabularies to follow constraints with.</summary>
internal static class Vocabularies
{
    public const int End = 0;

    /// <summary>An end token, a control token, all bytes, and pieces that run over the borders of JSON's parts.</summary>
    public static readonly TokenBytes Tokens = new(
    [
        [], [],
        .. Enumerable.Range(0, 256).Select(value => new[] { (byte)value }),
        .. new[]
        {
            "{\"", "\":", "\": \"", "\",", "\", \"", "},", "}}", "\"}", "]}", "[]", "{}", "[[", "[{", "}]", "{\"a", "a\":", "\n  ", "\n    ", "  ",
            "true", "false", "null", "tru", "12", "123", "-1", "0.", ".5", "e+", "1e", "00", "20", "hello", "he", "llo", "\\n", "\\\"", "\\u", "\\u00", "\\ud83d", "\\ude00",
            "äö", "é", "日本", "😀", "name", "na", "me\"", "abcdefgh", "-", "--", ", ", ": ", ":\"", ",\"", "\"\"", "value", "},\n  {", "é\"", "x\\", "{\"a\"", "{\"b\":", "2024-",
        }.Select(Encoding.UTF8.GetBytes),
        // Parts of characters, and the same bytes twice.
        [0xF0, 0x9F], [0x98, 0x80], [0x80, (byte)'"'], "hello"u8.ToArray(),
    ]);

    public static readonly ConstraintVocabulary Small = new(Tokens, [End]);

    public static string Text(IEnumerable<int> tokens) => Encoding.UTF8.GetString(Bytes(tokens));

    public static byte[] Bytes(IEnumerable<int> tokens) => [.. tokens.SelectMany(token => Tokens[token].ToArray())];
}

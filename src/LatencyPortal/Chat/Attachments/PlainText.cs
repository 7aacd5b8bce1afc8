using System.Text;

namespace LatencyPortal.Chat.Attachments;

/// <summary>Decodes text files: UTF-8, and what a byte order mark names.</summary>
internal static class PlainText
{
    private const string Binary = "This is not a text file. Text, Markdown, code and PDF can be attached.";

    private const string OtherEncoding =
        "This is neither UTF-8 nor UTF-16 text. If it is text in an older encoding, open it in an editor, save it as UTF-8 and attach that.";

    /// <summary>UTF-32 first: its mark begins with that of UTF-16.</summary>
    private static readonly Encoding[] Marked =
    [
        new UTF32Encoding(bigEndian: false, byteOrderMark: true, throwOnInvalidCharacters: true),
        new UTF32Encoding(bigEndian: true, byteOrderMark: true, throwOnInvalidCharacters: true),
        new UTF8Encoding(encoderShouldEmitUTF8Identifier: true, throwOnInvalidBytes: true),
        new UnicodeEncoding(bigEndian: false, byteOrderMark: true, throwOnInvalidBytes: true),
        new UnicodeEncoding(bigEndian: true, byteOrderMark: true, throwOnInvalidBytes: true),
    ];

    private static readonly UTF8Encoding Unmarked = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static ExtractedText Read(ReadOnlySpan<byte> file)
    {
        Encoding encoding = Unmarked;
        foreach (var marked in Marked)
        {
            if (file.StartsWith(marked.Preamble))
            {
                encoding = marked;
                file = file[marked.Preamble.Length..];
                break;
            }
        }

        // Of text without a mark a zero byte is a sure sign, and worth a better sentence than wrong letters.
        if (encoding == Unmarked && file.Contains((byte)0))
            return ExtractedText.Refused(Binary);
        string text;
        try
        {
            text = encoding.GetString(file);
        }
        catch (DecoderFallbackException)
        {
            return ExtractedText.Refused(encoding == Unmarked && Controls(file) * 50 > file.Length ? Binary : OtherEncoding);
        }

        if (text.Contains('\0', StringComparison.Ordinal) || IsBinary(text))
            return ExtractedText.Refused(Binary);
        text = WithLineFeeds(text);
        return string.IsNullOrWhiteSpace(text) ? ExtractedText.Refused("This file is empty.") : ExtractedText.Of(text);
    }

    /// <summary>The same line ends everywhere, so that the same text gives the same tokens.</summary>
    public static string WithLineFeeds(string text) =>
        text.Contains('\r', StringComparison.Ordinal) ? text.ReplaceLineEndings("\n") : text;

    /// <summary>Logs may have colours and form feeds; more than one such character in 50 is no text.</summary>
    private static bool IsBinary(string text) => text.Count(IsControl) * 50 > text.Length;

    private static int Controls(ReadOnlySpan<byte> file)
    {
        var count = 0;
        foreach (var one in file)
            count += IsControl((char)one) ? 1 : 0;
        return count;
    }

    private static bool IsControl(char c) => c < ' ' && c is not ('\t' or '\n' or '\r' or '\f' or '\v' or '\u001b');
}

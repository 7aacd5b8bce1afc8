using System.Text;

namespace LatencyPortal.Decoding.Text;

/// <summary>
/// Turns token ids into text as they arrive. A character whose bytes are split over tokens is held
/// until it is whole. U+FFFD stands only for bytes that no continuation could make valid.
/// </summary>
internal sealed class StreamingDetokenizer
{
    private readonly TokenBytes _tokens;
    private readonly Decoder _decoder = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false).GetDecoder();
    private readonly char[] _buffer;
    private int _strippedSpaces;

    /// <param name="tokens">The bytes of each token.</param>
    /// <param name="hasBegun">Whether text stands before: spaces that are dropped at the start of a text stay then.</param>
    public StreamingDetokenizer(TokenBytes tokens, bool hasBegun = false)
    {
        _tokens = tokens;
        _strippedSpaces = hasBegun ? 0 : tokens.StrippedSpaces;
        _buffer = new char[Encoding.UTF8.GetMaxCharCount(tokens.LongestToken) + 1];
    }

    /// <summary>The characters that this token completes; valid until the next call.</summary>
    public ReadOnlySpan<char> Append(int id) => Convert(Strip(_tokens[id]), flush: false);

    /// <summary>What is left at the end of the answer: U+FFFD for a character that never became whole.</summary>
    public ReadOnlySpan<char> Flush() => Convert([], flush: true);

    private ReadOnlySpan<byte> Strip(ReadOnlySpan<byte> bytes)
    {
        while (_strippedSpaces > 0 && !bytes.IsEmpty)
        {
            // The text has begun.
            if (bytes[0] != ' ')
            {
                _strippedSpaces = 0;
                break;
            }

            bytes = bytes[1..];
            _strippedSpaces--;
        }

        return bytes;
    }

    private ReadOnlySpan<char> Convert(ReadOnlySpan<byte> bytes, bool flush)
    {
        var written = _decoder.GetChars(bytes, _buffer, flush);
        return _buffer.AsSpan(0, written);
    }
}

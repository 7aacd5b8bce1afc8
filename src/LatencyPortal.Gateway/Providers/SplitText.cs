using System.Globalization;
using System.Text;
using System.Text.Json;

namespace LatencyPortal.Gateway.Providers;

/// <summary>
/// Strings of JSON that belong to one text. Servers that cut by tokens send the halves of a character outside the basic plane as two
/// escapes in two strings; the first half waits for the second.
/// </summary>
internal sealed class SplitText
{
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    private char? _half;

    /// <summary>Steps to the value and reads it, with the half that waited; <see langword="null"/> for what is no string.</summary>
    /// <exception cref="JsonException">It holds half a character that no other half can follow.</exception>
    /// <exception cref="InvalidOperationException">It is no UTF-8.</exception>
    /// <exception cref="DecoderFallbackException">It is no UTF-8.</exception>
    public string? Next(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.String)
        {
            reader.Skip();
            return null;
        }

        if (_half is null && (!reader.ValueIsEscaped || reader.ValueSpan.IndexOf("\\u"u8) < 0))
            return reader.GetString();
        return reader.ValueSpan.IsEmpty ? "" : Whole(Strict.GetString(reader.ValueSpan));
    }

    /// <summary>The text is at its end.</summary>
    /// <exception cref="JsonException">Half a character is left.</exception>
    public void End()
    {
        if (_half is not null)
            throw HalfCharacter();
    }

    private string Whole(string escaped)
    {
        var text = new StringBuilder(escaped.Length + 1);
        if (_half is { } half)
            text.Append(half);
        _half = null;
        for (var i = 0; i < escaped.Length; i++)
        {
            if (escaped[i] != '\\')
            {
                text.Append(escaped[i]);
                continue;
            }

            // The reader has seen that escapes are as they must be.
            var sign = escaped[++i];
            text.Append(sign switch
            {
                'n' => '\n',
                't' => '\t',
                'r' => '\r',
                'b' => '\b',
                'f' => '\f',
                'u' => (char)ushort.Parse(escaped.AsSpan(i + 1, 4), NumberStyles.HexNumber, CultureInfo.InvariantCulture),
                _ => sign,
            });
            if (sign == 'u')
                i += 4;
        }

        if (text.Length > 0 && char.IsHighSurrogate(text[^1]))
        {
            _half = text[^1];
            text.Length--;
        }

        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i]))
                continue;
            if (!char.IsHighSurrogate(text[i]) || i + 1 == text.Length || !char.IsLowSurrogate(text[++i]))
                throw HalfCharacter();
        }

        return text.ToString();
    }

    private static JsonException HalfCharacter() => new("The text holds half a character.");
}

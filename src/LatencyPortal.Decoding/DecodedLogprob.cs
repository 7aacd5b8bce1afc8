using System.Text;
using System.Text.Unicode;

namespace LatencyPortal.Decoding;

/// <summary>A token and the natural logarithm of the probability that the model gave it.</summary>
/// <param name="Token">Id of the token.</param>
/// <param name="Text">
/// What the token spells: the marker for a control token, <c>\xf0\x9f</c> for bytes that are no whole characters.
/// </param>
/// <param name="Bytes">Exactly the bytes it adds to the answer; none for a control token.</param>
/// <param name="Logprob">Of the model's own distribution, before temperature, penalties, bias and format.</param>
public readonly record struct DecodedLogprob(int Token, string Text, ReadOnlyMemory<byte> Bytes, float Logprob)
{
    /// <summary>The text of bytes, escaped where they are no whole characters.</summary>
    internal static string Spell(ReadOnlySpan<byte> bytes)
    {
        if (Utf8.IsValid(bytes))
            return Encoding.UTF8.GetString(bytes);
        var text = new StringBuilder(4 * bytes.Length);
        foreach (var value in bytes)
            text.Append(@"\x").Append(value.ToString("x2", System.Globalization.CultureInfo.InvariantCulture));
        return text.ToString();
    }
}

using System.Globalization;
using System.Text;

namespace LatencyPortal.Chat.Attachments;

/// <summary>Tokens of a text for any model, without its tokenizer. Always shown with a ~ before it.</summary>
internal static class TokenEstimate
{
    /// <summary>English has 4 to 5 bytes of UTF-8 for a token, code 3 to 4, Chinese and Japanese 3 to 4.</summary>
    private const int BytesPerToken = 4;

    public static int Of(string text) => (Encoding.UTF8.GetByteCount(text) + BytesPerToken - 1) / BytesPerToken;

    /// <summary>Two digits that count: <c>~7 tokens</c>, <c>~3,400 tokens</c>; more would promise what nobody knows.</summary>
    public static string Format(long tokens)
    {
        var rounding = 1L;
        while (tokens / rounding >= 100)
            rounding *= 10;
        var rounded = (tokens + (rounding / 2)) / rounding * rounding;
        return string.Create(CultureInfo.InvariantCulture, $"~{rounded:N0} {(rounded == 1 ? "token" : "tokens")}");
    }
}

using System.Globalization;
using System.IO.Hashing;
using System.Text;
using System.Text.Json;

namespace LatencyPortal.Gateway.Prompts.Traces;

/// <summary>
/// The portal's own traces, without a word of any prompt. A line is an object:
/// <code>{"at":"2026-11-29T10:00:00.250Z","model":"openai/gpt-5","template":"support","inputTokens":1830,"cachedTokens":1024,"marks":[["9f86d081884c7d65",512],["60303ae22b998861",1640]]}</code>
/// <list type="table">
/// <item><term>at</term><description>when the request came: ISO 8601 with its offset, or milliseconds since the start of the trace; one of the two in all lines</description></item>
/// <item><term>marks</term><description>places where the prompt may be cut, from its start on, each a pair of a hash and the tokens so far. The hash covers everything before
/// the place: up to 16 hexadecimal digits, or a whole number of 64 bits</description></item>
/// <item><term>inputTokens</term><description>tokens of the whole prompt, at least those of the last mark</description></item>
/// <item><term>cachedTokens</term><description>what the provider said that it had in its cache; null or left out where it said nothing</description></item>
/// <item><term>model</term><description>who was asked; models share no cache. May be left out</description></item>
/// <item><term>template</term><description>the template that the prompt came from; for people. May be left out</description></item>
/// </list>
/// What stands between two marks is a block. Other fields are allowed and not read.
/// </summary>
internal sealed class PortalFormat : ITraceFormat
{
    private JsonValueKind? _clock;

    /// <inheritdoc />
    public TraceRequest Read(JsonElement row)
    {
        var at = At(row.Field("at"));
        var input = row.Field("inputTokens").Count("inputTokens");
        int? cached = row.TryGetProperty("cachedTokens", out var said) && said.ValueKind != JsonValueKind.Null ? said.Count("cachedTokens") : null;
        _ = Text(row, "template");
        // Equal prompts to two models begin alike, yet neither reads what the other has cached.
        var salt = Text(row, "model") is { } model ? XxHash3.HashToUInt64(Encoding.UTF8.GetBytes(model)) : 0;
        var blocks = new List<ulong>();
        var tokensTo = new List<int>();
        foreach (var mark in row.List("marks"))
        {
            if (mark.ValueKind != JsonValueKind.Array || mark.GetArrayLength() != 2)
                throw new FormatException($"marks holds {mark.Shown()}, which is no pair of a hash and a number of tokens.");
            var tokens = mark[1].Count("The tokens of a mark");
            if (tokens <= (tokensTo.Count > 0 ? tokensTo[^1] : 0))
                throw new FormatException($"The tokens of marks have to grow, but {tokens} does not.");
            blocks.Add(Hash(mark[0]) ^ salt);
            tokensTo.Add(tokens);
        }

        if (tokensTo.Count > 0 && tokensTo[^1] > input)
            throw new FormatException($"The last mark stands at {tokensTo[^1]} tokens, but inputTokens is {input}.");
        return new TraceRequest(at, [.. blocks], [.. tokensTo], input, cached);
    }

    private TimeSpan At(JsonElement at)
    {
        var time = at.ValueKind == JsonValueKind.String
            ? at.TryGetDateTimeOffset(out var moment)
                ? moment - DateTimeOffset.MinValue
                : throw new FormatException($"at is no time of ISO 8601, but {at.Shown()}.")
            : at.Milliseconds("at");
        if ((_clock ??= at.ValueKind) != at.ValueKind)
            throw new FormatException($"at is {at.Shown()}, but the lines above count time the other way (ISO 8601, or milliseconds).");
        return time;
    }

    private static string? Text(JsonElement row, string name) =>
        !row.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null ? null
        : value.ValueKind == JsonValueKind.String ? value.GetString()
        : throw new FormatException($"{name} is not a text, but {value.Shown()}.");

    private static ulong Hash(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Number && value.TryGetUInt64(out var number))
            return number;
        if (value.ValueKind == JsonValueKind.String && ulong.TryParse(value.GetString(), NumberStyles.AllowHexSpecifier, provider: null, out var digits))
            return digits;
        throw new FormatException($"{value.Shown()} is no hash: up to 16 hexadecimal digits in quotes, or a whole number of 64 bits.");
    }
}

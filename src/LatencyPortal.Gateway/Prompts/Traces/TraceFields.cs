using System.Text.Json;

namespace LatencyPortal.Gateway.Prompts.Traces;

/// <summary>The fields of a trace's line, and sentences for those that are wrong.</summary>
internal static class TraceFields
{
    /// <summary>Some 3,000 years; times beyond are no times.</summary>
    private const double MostMilliseconds = 1e14;

    /// <summary>A field that has to be there.</summary>
    public static JsonElement Field(this JsonElement row, string name) =>
        row.TryGetProperty(name, out var value) ? value : throw new FormatException($"{name} is missing.");

    /// <summary>The elements of a field that has to be a list.</summary>
    public static JsonElement.ArrayEnumerator List(this JsonElement row, string name) =>
        row.Field(name) is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray() : throw new FormatException($"{name} is not a list.");

    /// <summary>A number of tokens.</summary>
    public static int Count(this JsonElement value, string name) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var count) && count >= 0
            ? count
            : throw new FormatException($"{name} is not a whole number from 0 to {int.MaxValue}, but {value.Shown()}.");

    /// <summary>Milliseconds since any moment.</summary>
    public static TimeSpan Milliseconds(this JsonElement value, string name) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var time) && time is >= 0 and <= MostMilliseconds
            ? TimeSpan.FromMilliseconds(time)
            : throw new FormatException($"{name} is not a time in milliseconds, but {value.Shown()}.");

    /// <summary>A value as a message shows it.</summary>
    public static string Shown(this JsonElement value)
    {
        const int Most = 40;
        var text = value.GetRawText().ReplaceLineEndings(" ");
        return text.Length > Most ? $"{text[..Most]}…" : text;
    }
}

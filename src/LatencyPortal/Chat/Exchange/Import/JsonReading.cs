using System.Text.Json;

namespace LatencyPortal.Chat.Exchange.Import;

/// <summary>Reads values that may be missing or of another kind than expected; then they are null.</summary>
internal static class JsonReading
{
    public static JsonElement? Child(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var child) && child.ValueKind != JsonValueKind.Null ? child : null;

    public static JsonElement? ObjectOf(this JsonElement element, string name) =>
        element.Child(name) is { ValueKind: JsonValueKind.Object } child ? child : null;

    public static IEnumerable<JsonElement> ItemsOf(this JsonElement element, string name) =>
        element.Child(name) is { ValueKind: JsonValueKind.Array } child ? child.EnumerateArray() : [];

    public static string? TextOf(this JsonElement element, string name) =>
        element.Child(name) is { ValueKind: JsonValueKind.String } child ? child.GetString() : null;

    public static double? NumberOf(this JsonElement element, string name) =>
        element.Child(name) is { ValueKind: JsonValueKind.Number } child && child.TryGetDouble(out var number) && double.IsFinite(number) ? number : null;

    public static bool IsTrue(this JsonElement element, string name) => element.Child(name) is { ValueKind: JsonValueKind.True };

    /// <summary>A time since 1970; files have it in seconds, milliseconds or nanoseconds.</summary>
    public static DateTimeOffset? TimeOf(this JsonElement element, string name)
    {
        if (element.NumberOf(name) is not (> 0 and var value))
            return null;
        var seconds = value switch { > 1e17 => value / 1e9, > 1e11 => value / 1e3, _ => value };
        return seconds < 253_402_300_800 ? DateTimeOffset.UnixEpoch.AddSeconds(seconds) : null; // The year 10000.
    }
}

using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;

namespace LatencyPortal.Gateway.Providers;

/// <summary>What the wire formats that the gateway speaks by itself need of JSON.</summary>
internal static class WireJson
{
    /// <summary>A property of an object; <see langword="null"/> when there is none, or when it is null.</summary>
    public static JsonElement? Get(this JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    public static string? Text(this JsonElement json, string name) =>
        json.Get(name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    public static long? Count(this JsonElement json, string name) =>
        json.Get(name) is { ValueKind: JsonValueKind.Number } count && count.TryGetInt64(out var number) ? number : null;

    public static bool IsTrue(this JsonElement json, string name) => json.Get(name) is { ValueKind: JsonValueKind.True };

    public static IEnumerable<JsonElement> Items(this JsonElement json, string name) =>
        json.Get(name) is { ValueKind: JsonValueKind.Array } array ? array.EnumerateArray() : [];

    /// <summary>The arguments of a tool call.</summary>
    public static Dictionary<string, object?>? Arguments(JsonElement? arguments) =>
        arguments is { ValueKind: JsonValueKind.Object } found
            ? found.EnumerateObject().ToDictionary(argument => argument.Name, argument => (object?)argument.Value.Clone(), StringComparer.Ordinal)
            : null;

    /// <summary>A whole tool call; one without an id gets one.</summary>
    /// <param name="id">What its result refers to.</param>
    /// <param name="name">The tool.</param>
    /// <param name="arguments">The JSON that the model wrote; nothing stands for none.</param>
    public static FunctionCallContent Call(string? id, string? name, string arguments) => FunctionCallContent.CreateFromParsedArguments(
        arguments,
        id is { Length: > 0 } ? id : $"call_{Guid.CreateVersion7():n}",
        name ?? "",
        static json => json.Length == 0 ? null : Arguments(JsonSerializer.Deserialize<JsonElement>(json)));

    public static JsonObject ToObject(IDictionary<string, object?>? arguments)
    {
        var json = new JsonObject();
        foreach (var (name, value) in arguments ?? new Dictionary<string, object?>())
            json[name] = ToNode(value);
        return json;
    }

    /// <summary>What a tool returned, as text.</summary>
    public static string ResultText(FunctionResultContent result) => result.Result switch
    {
        null => "",
        string text => text,
        JsonElement { ValueKind: JsonValueKind.String } text => text.GetString()!,
        var other => ToNode(other)?.ToJsonString() ?? "",
    };

    public static JsonNode? ToNode(object? value) => value switch
    {
        null => null,
        JsonNode node => node.DeepClone(),
        JsonElement element => ToNode(element),
        _ => JsonSerializer.SerializeToNode(value, AIJsonUtilities.DefaultOptions.GetTypeInfo(value.GetType())),
    };

    public static JsonNode? ToNode(JsonElement element) => JsonSerializer.SerializeToNode(element, AIJsonUtilities.DefaultOptions.GetTypeInfo(typeof(JsonElement)));

    /// <summary>Puts fields into a request as they are; objects on both sides are merged, so that one setting of a group can be given.</summary>
    public static void Merge(JsonObject body, IReadOnlyDictionary<string, JsonElement> fields)
    {
        foreach (var (name, value) in fields)
        {
            if (value.ValueKind == JsonValueKind.Object && body[name] is JsonObject inner)
                Merge(inner, value.EnumerateObject().ToDictionary(field => field.Name, field => field.Value, StringComparer.Ordinal));
            else
                body[name] = ToNode(value);
        }
    }

    /// <summary>Sets what is known.</summary>
    public static void Set(JsonObject json, string name, JsonNode? value)
    {
        if (value is not null)
            json[name] = value;
    }
}

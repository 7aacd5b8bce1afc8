using System.Text.Json;
using Microsoft.Extensions.AI;

namespace LatencyPortal.Api;

/// <summary>Reads <c>response_format</c>: <c>text</c>, <c>json_object</c> or <c>json_schema</c>.</summary>
internal static class ResponseFormatReader
{
    private const string Name = "response_format";

    /// <returns><see langword="null"/> when the answer is free.</returns>
    public static ChatResponseFormat? Read(JsonElement root)
    {
        if (root.Field(Name) is not { } format)
            return null;
        if (format.ValueKind != JsonValueKind.Object)
            throw JsonFields.WrongType(Name, "an object", format);
        return format.Field("type")?.Text($"{Name}.type") switch
        {
            "text" => null,
            "json_object" => ChatResponseFormat.Json,
            "json_schema" => Schema(format),
            _ => throw new ApiFaultException(ApiFault.BadRequest(
                $"`{Name}.type` must be text, json_object or json_schema.", $"{Name}.type", "unsupported_value")),
        };
    }

    /// <summary>Whether the schema is to be followed to the letter; <see langword="null"/> when nobody said.</summary>
    public static bool? Strict(JsonElement root) =>
        root.Field(Name) is { ValueKind: JsonValueKind.Object } format && format.Field("json_schema") is { ValueKind: JsonValueKind.Object } schema && schema.Field("strict") is not null
            ? schema.Flag("strict", $"{Name}.json_schema.strict")
            : null;

    private static ChatResponseFormatJson Schema(JsonElement format)
    {
        var outer = RequireObject(format, "json_schema", $"{Name}.json_schema");
        var schema = RequireObject(outer, "schema", $"{Name}.json_schema.schema");
        // The document is gone when the call runs, so what it holds is copied.
        return ChatResponseFormat.ForJsonSchema(schema.Clone(), outer.Field("name")?.Text($"{Name}.json_schema.name"), outer.Field("description")?.Text($"{Name}.json_schema.description"));
    }

    private static JsonElement RequireObject(JsonElement parent, string name, string param)
    {
        var value = parent.Require(name, param);
        return value.ValueKind == JsonValueKind.Object ? value : throw JsonFields.WrongType(param, "an object", value);
    }
}

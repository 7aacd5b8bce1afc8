using System.Text.Json;

namespace LatencyPortal.Decoding.Constraints;

/// <summary>Which keywords are understood, and what their values must look like.</summary>
internal static class SchemaKeywords
{
    private static readonly HashSet<string> Annotations =
    [
        "$schema", "$comment", "$defs", "definitions", "title", "description", "default", "example", "examples",
        "deprecated", "readOnly", "writeOnly", "discriminator", "externalDocs",
    ];

    private static readonly HashSet<string> Types = ["null", "boolean", "integer", "number", "string", "array", "object"];

    /// <exception cref="SchemaException">A keyword is not supported, or its value is wrong.</exception>
    public static void Check(string pointer, JsonElement schema)
    {
        if (schema.ValueKind != JsonValueKind.Object)
            throw SchemaException.At(pointer, "there must be a schema: an object, true or false.");
        foreach (var keyword in schema.EnumerateObject())
        {
            if (!IsValid(pointer, keyword.Name, keyword.Value))
                throw SchemaException.At(pointer, $"\"{keyword.Name}\" has a value that means nothing.");
        }
    }

    private static bool IsValid(string pointer, string name, JsonElement value)
    {
        switch (name)
        {
            case "type":
                return IsType(value) || (value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(IsType));
            case "$ref" or "pattern" or "format":
                return value.ValueKind == JsonValueKind.String;
            case "properties":
                return value.ValueKind == JsonValueKind.Object;
            case "required":
                return value.ValueKind == JsonValueKind.Array &&
                    value.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String);
            case "additionalProperties" or "items":
                return IsSchema(value);
            case "enum":
                return value.ValueKind == JsonValueKind.Array;
            case "allOf" or "anyOf" or "oneOf" or "prefixItems":
                return value.ValueKind == JsonValueKind.Array && value.GetArrayLength() > 0 && value.EnumerateArray().All(IsSchema);
            case "minLength" or "maxLength" or "minItems" or "maxItems":
                return value.ValueKind == JsonValueKind.Number && value.TryGetDecimal(out var count) && count >= 0 && count == decimal.Truncate(count);
            case "minimum" or "maximum" or "exclusiveMinimum" or "exclusiveMaximum":
                return value.ValueKind == JsonValueKind.Number;
            case "nullable":
                return value.ValueKind is JsonValueKind.True or JsonValueKind.False;
            case "uniqueItems" when value.ValueKind == JsonValueKind.False:
            case "$id" when pointer.Length == 0:
            case "const":
                return true;
            default:
                return Annotations.Contains(name) || name.StartsWith("x-", StringComparison.Ordinal)
                    ? true
                    : throw SchemaException.At(pointer, $"\"{SchemaException.Readable(name)}\" is not supported.");
        }
    }

    private static bool IsType(JsonElement value) =>
        value.ValueKind == JsonValueKind.String && Types.Contains(value.GetString()!);

    private static bool IsSchema(JsonElement value) =>
        value.ValueKind is JsonValueKind.Object or JsonValueKind.True or JsonValueKind.False;
}

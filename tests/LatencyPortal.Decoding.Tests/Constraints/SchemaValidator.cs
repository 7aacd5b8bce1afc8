using System.Text.Json;
using System.Text.RegularExpressions;

namespace LatencyPortal.Decoding.Tests.Constraints;

/// <summary>A plain reading of JSON Schema 2020-12, for the keywords that are supported; shares nothing with the code under test.</summary>
internal sealed class SchemaValidator(string schema)
{
    private static readonly Dictionary<string, string> Formats = new()
    {
        ["uuid"] = "^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$",
        ["ipv4"] = @"^\d{1,3}(\.\d{1,3}){3}$",
        ["email"] = @"^[^@\s]+@[^@\s]+\.[^@\s]+$",
    };

    private readonly JsonElement _root = JsonDocument.Parse(schema).RootElement;

    public bool IsValid(string json) => Holds(_root, JsonDocument.Parse(json).RootElement);

    private bool Holds(JsonElement rule, JsonElement value)
    {
        if (rule.ValueKind != JsonValueKind.Object)
            return rule.ValueKind == JsonValueKind.True;
        return rule.EnumerateObject().All(keyword => Holds(rule, keyword.Name, keyword.Value, value));
    }

    private bool Holds(JsonElement rule, string name, JsonElement operand, JsonElement value)
    {
        var isString = value.ValueKind == JsonValueKind.String;
        var isArray = value.ValueKind == JsonValueKind.Array;
        var isObject = value.ValueKind == JsonValueKind.Object;
        var isNumber = value.ValueKind == JsonValueKind.Number;
        return name switch
        {
            "type" => operand.ValueKind == JsonValueKind.String
                ? IsOf(operand.GetString()!, value)
                : operand.EnumerateArray().Any(type => IsOf(type.GetString()!, value)),
            "enum" => operand.EnumerateArray().Any(item => JsonElement.DeepEquals(item, value)),
            "const" => JsonElement.DeepEquals(operand, value),
            "minLength" => !isString || value.GetString()!.EnumerateRunes().Count() >= operand.GetInt32(),
            "maxLength" => !isString || value.GetString()!.EnumerateRunes().Count() <= operand.GetInt32(),
            "pattern" => !isString || Regex.IsMatch(value.GetString()!, operand.GetString()!, RegexOptions.ECMAScript),
            "format" => !isString || HasFormat(operand.GetString()!, value.GetString()!),
            "minimum" => !isNumber || value.GetDouble() >= operand.GetDouble(),
            "maximum" => !isNumber || value.GetDouble() <= operand.GetDouble(),
            "exclusiveMinimum" => !isNumber || value.GetDouble() > operand.GetDouble(),
            "exclusiveMaximum" => !isNumber || value.GetDouble() < operand.GetDouble(),
            "minItems" => !isArray || value.GetArrayLength() >= operand.GetInt32(),
            "maxItems" => !isArray || value.GetArrayLength() <= operand.GetInt32(),
            "prefixItems" => !isArray || operand.EnumerateArray().Zip(value.EnumerateArray()).All(pair => Holds(pair.First, pair.Second)),
            "items" => !isArray || value.EnumerateArray()
                .Skip(rule.TryGetProperty("prefixItems", out var prefix) ? prefix.GetArrayLength() : 0)
                .All(item => Holds(operand, item)),
            "required" => !isObject || operand.EnumerateArray().All(item => value.TryGetProperty(item.GetString()!, out _)),
            "properties" => !isObject || value.EnumerateObject().All(
                member => !operand.TryGetProperty(member.Name, out var inner) || Holds(inner, member.Value)),
            "additionalProperties" => !isObject || value.EnumerateObject().All(
                member => (rule.TryGetProperty("properties", out var named) && named.TryGetProperty(member.Name, out _)) ||
                    Holds(operand, member.Value)),
            "allOf" => operand.EnumerateArray().All(part => Holds(part, value)),
            "anyOf" => operand.EnumerateArray().Any(part => Holds(part, value)),
            "oneOf" => operand.EnumerateArray().Count(part => Holds(part, value)) == 1,
            "$ref" => Holds(operand.GetString()!.TrimStart('#', '/').Split('/', StringSplitOptions.RemoveEmptyEntries)
                .Aggregate(_root, (at, step) => at.GetProperty(step)), value),
            "$defs" => true,
            _ => throw new ArgumentOutOfRangeException(nameof(name), name, null),
        };
    }

    private static bool IsOf(string type, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => type == "null",
        JsonValueKind.True or JsonValueKind.False => type == "boolean",
        JsonValueKind.String => type == "string",
        JsonValueKind.Array => type == "array",
        JsonValueKind.Object => type == "object",
        _ => type == "number" || (type == "integer" && Math.Floor(value.GetDouble()) == value.GetDouble()),
    };

    private static bool HasFormat(string format, string text) => format switch
    {
        "date" => DateOnly.TryParseExact(text, "yyyy-MM-dd", out _),
        "time" => DateTimeOffset.TryParse($"2000-01-01T{text}", out _),
        "date-time" => DateTimeOffset.TryParse(text, out _),
        _ => Regex.IsMatch(text, Formats[format], RegexOptions.ECMAScript),
    };
}

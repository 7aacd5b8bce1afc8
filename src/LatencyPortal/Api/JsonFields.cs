using System.Text.Json;

namespace LatencyPortal.Api;

/// <summary>Reads optional fields of a JSON object; a wrong type is a fault that names the field. Null counts as absent.</summary>
internal static class JsonFields
{
    public static JsonElement? Field(this JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    /// <summary>A field that must be there.</summary>
    public static JsonElement Require(this JsonElement parent, string name, string param) => parent.Field(name) ?? throw Missing(param);

    public static void RequireObject(this JsonElement value, string param)
    {
        if (value.ValueKind != JsonValueKind.Object)
            throw WrongType(param, "an object", value);
    }

    public static ApiFaultException Missing(string param) =>
        new(ApiFault.BadRequest($"`{param}` is missing.", param, "missing_required_parameter"));

    public static bool Flag(this JsonElement parent, string name, string param) => parent.Field(name) switch
    {
        null => false,
        { ValueKind: JsonValueKind.True } => true,
        { ValueKind: JsonValueKind.False } => false,
        { } other => throw WrongType(param, "a boolean", other),
    };

    public static double? Number(this JsonElement parent, string name, double least, double most) =>
        parent.Field(name) is { } value ? value.Number(least, most, name) : null;

    public static double Number(this JsonElement value, double least, double most, string param)
    {
        if (value.ValueKind != JsonValueKind.Number || !value.TryGetDouble(out var number))
            throw WrongType(param, "a number", value);
        return number >= least && number <= most
            ? number
            : throw new ApiFaultException(ApiFault.BadRequest($"`{param}` must be from {least:0.##} to {most:0.##}.", param));
    }

    public static long? Integer(this JsonElement parent, string name, long least, long most)
    {
        if (parent.Field(name) is not { } value)
            return null;
        if (value.ValueKind != JsonValueKind.Number || !value.TryGetInt64(out var number))
            throw WrongType(name, "an integer", value);
        return number >= least && number <= most
            ? number
            : throw new ApiFaultException(ApiFault.BadRequest(
                most is long.MaxValue or int.MaxValue ? $"`{name}` must be {least} or more." : $"`{name}` must be from {least} to {most}.", name));
    }

    public static string Text(this JsonElement value, string param)
    {
        if (value.ValueKind != JsonValueKind.String)
            throw WrongType(param, "a string", value);
        try
        {
            return value.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw new ApiFaultException(ApiFault.BadRequest($"`{param}` is not valid Unicode text.", param));
        }
    }

    public static ApiFaultException WrongType(string param, string wanted, JsonElement given) => new(ApiFault.BadRequest(
        $"`{param}` must be {wanted}, not {Name(given.ValueKind)}.", param, "invalid_type"));

    private static string Name(JsonValueKind kind) => kind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        JsonValueKind.String => "a string",
        JsonValueKind.Number => "this number",
        JsonValueKind.Null => "null",
        _ => "a boolean",
    };
}

using System.Text.Json;
using Microsoft.Extensions.AI;

namespace LatencyPortal.Api.Responses;

/// <summary>Reads <c>text.format</c>: <c>text</c>, <c>json_object</c> or <c>json_schema</c>.</summary>
internal static class ResponseTextReader
{
    private const string Name = "text.format";

    /// <returns><see langword="null"/> when the answer is free.</returns>
    public static ChatResponseFormat? Read(JsonElement root)
    {
        if (root.Field("text") is not { } text)
            return null;
        text.RequireObject("text");
        if (text.Field("format") is not { } format)
            return null;
        format.RequireObject(Name);
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
        root.Field("text")?.Field("format") is { } format && format.Field("strict") is not null ? format.Flag("strict", $"{Name}.strict") : null;

    private static ChatResponseFormatJson Schema(JsonElement format)
    {
        var schema = format.Require("schema", $"{Name}.schema");
        schema.RequireObject($"{Name}.schema");
        // The document is gone when the call runs, so what it holds is copied.
        return ChatResponseFormat.ForJsonSchema(
            schema.Clone(), format.Field("name")?.Text($"{Name}.name"), format.Field("description")?.Text($"{Name}.description"));
    }
}

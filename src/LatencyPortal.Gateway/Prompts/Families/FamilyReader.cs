using System.Text.Json;
using System.Text.Json.Serialization;

namespace LatencyPortal.Gateway.Prompts.Families;

/// <summary>Reads one family from JSON and refuses what cannot be meant: a field that nobody knows is a figure that nobody uses.</summary>
internal static class FamilyReader
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        AllowTrailingCommas = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
        NumberHandling = JsonNumberHandling.Strict,
        ReadCommentHandling = JsonCommentHandling.Skip,
        RespectNullableAnnotations = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    /// <summary>Reads a family.</summary>
    /// <param name="file">Name of the file, for faults.</param>
    /// <param name="json">Its text.</param>
    /// <exception cref="FamilyFileException">It cannot be used.</exception>
    public static ModelFamily Read(string file, string json)
    {
        ModelFamily? family;
        try
        {
            family = JsonSerializer.Deserialize<ModelFamily>(json, Json);
        }
        catch (JsonException e)
        {
            throw new FamilyFileException(file, e.Message, e);
        }

        if (family is null)
            throw new FamilyFileException(file, "holds null instead of a family");
        return FamilyRules.FaultOf(family) is { } fault ? throw new FamilyFileException(file, fault) : family;
    }
}

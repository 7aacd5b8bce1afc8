using System.Text.Json;
using System.Text.Json.Serialization;
using LatencyPortal.Gateway.Prompts.Templates;

namespace LatencyPortal.Prompts;

/// <summary>The JSON form of templates, in the database and in files.</summary>
internal static class PromptJson
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
    };

    public static string Write(PromptTemplate template) => JsonSerializer.Serialize(template, Options);

    /// <exception cref="TemplateException">It is no template; the message says where.</exception>
    public static PromptTemplate Read(string json)
    {
        try
        {
            if (JsonSerializer.Deserialize<PromptTemplate>(json, Options) is { Segments: not null, Variables: not null } template
                && template.Segments.All(segment => segment is { Text: not null }) && template.Variables.All(variable => variable is not null))
                return template;
        }
        catch (JsonException e)
        {
            throw new TemplateException($"This is no template: {(e.LineNumber is { } line ? $"line {line + 1}: " : "")}{(e.Path is { Length: > 2 } path ? $"{path.TrimStart('$', '.')}: " : "")}{Problem(e)}");
        }

        throw new TemplateException("This is no template: it needs a name, segments and variables.");
    }

    private static string Problem(JsonException e) => e switch
    {
        { Path: "$" } when e.Message.StartsWith("The JSON value could not be converted", StringComparison.Ordinal) => "a file in JSON is one object, {\"name\": …}, and no list or value.",
        _ when e.Message.Contains("System.String.", StringComparison.Ordinal) => "must be a text: write it in quotes, \"5\" or \"[1, 2]\" for example.",
        _ => e.Message.Split(" Path:")[0],
    };
}

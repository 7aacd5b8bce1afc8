using System.Text;
using System.Text.Json;
using LatencyPortal.Gateway.Prompts.Templates;

namespace LatencyPortal.Prompts.Files;

/// <summary>
/// The form of templates that people read and write: a front matter in YAML, then each segment under a line <c>## kind id</c>.
/// docs/prompts.md describes it.
/// </summary>
internal static class PromptYaml
{
    /// <summary>Begins a segment, and with a backslash in front a line of text that looks like one.</summary>
    public const string Heading = "## ";

    /// <summary>The line around the front matter.</summary>
    public const string Fence = "---";

    private static readonly JsonSerializerOptions Quoting = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Write(PromptTemplate template)
    {
        var yaml = new StringBuilder();
        yaml.Append(Fence).Append('\n');
        Field(yaml, "name", template.Name);
        Field(yaml, "description", template.Description);
        Field(yaml, "model", template.Model);
        if (template.Variables.Count > 0)
            yaml.Append("variables:\n");
        foreach (var variable in template.Variables)
        {
            Field(yaml, "  - name", variable.Name);
            Field(yaml, "    type", Word(variable.Type));
            Field(yaml, "    default", variable.Default);
            Field(yaml, "    example", variable.Example);
            Field(yaml, "    changes", Word(variable.Changes));
            Field(yaml, "    description", variable.Description);
        }

        yaml.Append(Fence).Append('\n');
        foreach (var segment in template.Segments)
        {
            yaml.Append('\n').Append(Heading).Append(Word(segment.Kind)).Append(' ').Append(segment.Id).Append('\n');
            if (segment.Text.Length > 0)
                yaml.Append('\n').AppendJoin('\n', segment.Text.Split('\n').Select(Escape)).Append('\n');
        }

        return yaml.ToString();
    }

    /// <summary>The word for a kind, a type or a rate.</summary>
    public static string Word<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();

    /// <summary>Whether a line begins a segment once all backslashes in front are gone.</summary>
    public static bool IsHeading(ReadOnlySpan<char> line) => line.TrimStart('\\').StartsWith(Heading, StringComparison.Ordinal);

    private static string Escape(string line) => IsHeading(line) ? "\\" + line : line;

    // JSON's way of quoting is one of YAML's.
    private static void Field(StringBuilder yaml, string name, string? value)
    {
        if (value is null)
            return;
        var isPlain = value.Length > 0 && TemplateNames.IsName(value) && value is not ("true" or "false" or "null" or "yes" or "no" or "on" or "off" or "y" or "n");
        yaml.Append(name).Append(": ").Append(isPlain ? value : JsonSerializer.Serialize(value, Quoting)).Append('\n');
    }
}

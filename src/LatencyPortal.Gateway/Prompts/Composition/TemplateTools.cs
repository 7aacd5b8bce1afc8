using System.Text;
using System.Text.Json;
using LatencyPortal.Gateway.Prompts.Templates;

namespace LatencyPortal.Gateway.Prompts.Composition;

/// <summary>Puts definitions of tools into one order and one way of writing.</summary>
internal static class TemplateTools
{
    /// <summary>Reads the tools of a segment.</summary>
    /// <exception cref="TemplateException">They are no JSON array of functions.</exception>
    public static List<JsonElement> Read(string segment, string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            if (document.RootElement.ValueKind == JsonValueKind.Array)
                return [.. document.RootElement.EnumerateArray().Select(tool => Whole(segment, tool))];
        }
        catch (JsonException e)
        {
            throw new TemplateException([new TemplateProblem($"Segment {segment} is not valid JSON (line {e.LineNumber + 1}).", segment)]);
        }

        throw new TemplateException([new TemplateProblem($"Segment {segment} must be a JSON array of tools.", segment)]);
    }

    /// <summary>All tools by their names; of two with the same name the last one counts.</summary>
    public static JsonElement? Sort(IEnumerable<JsonElement> tools)
    {
        var byName = new SortedDictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var tool in tools)
            byName[tool.GetProperty("function").GetProperty("name").GetString()!] = tool;
        if (byName.Count == 0)
            return null;
        var json = new StringBuilder("[").AppendJoin(',', byName.Values.Select(CanonicalJson.Write)).Append(']');
        using var document = JsonDocument.Parse(json.ToString());
        return document.RootElement.Clone();
    }

    private static JsonElement Whole(string segment, JsonElement tool)
    {
        if (tool.ValueKind == JsonValueKind.Object && !tool.TryGetProperty("function", out _) && tool.TryGetProperty("name", out _))
            tool = JsonSerializer.SerializeToElement(new { type = "function", function = tool });
        if (tool.ValueKind != JsonValueKind.Object || !tool.TryGetProperty("function", out var function) || function.ValueKind != JsonValueKind.Object
            || !function.TryGetProperty("name", out var name) || name.ValueKind != JsonValueKind.String || name.GetString()!.Length == 0)
            throw new TemplateException([new TemplateProblem($"Segment {segment}: each tool needs a function with a name.", segment)]);
        if (function.TryGetProperty("parameters", out var parameters) && parameters.ValueKind != JsonValueKind.Object)
            throw new TemplateException([new TemplateProblem($"Segment {segment}: the parameters of {name.GetString()} must be a JSON schema.", segment)]);
        return tool.Clone();
    }
}

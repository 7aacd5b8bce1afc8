using System.Text.Json;
using LatencyPortal.Decoding.Text.Jinja;
using LatencyPortal.Decoding.Text.Jinja.Values;

namespace LatencyPortal.Decoding.Tests.Text.Jinja;

/// <summary>What tests/golden/jinja.mjs and jinja.py recorded.</summary>
internal static class GoldenJinja
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "golden", "jinja");

    public static JsonElement Read(string file)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder, file)));
        return document.RootElement.Clone();
    }

    public static string Template(string file) => File.ReadAllText(Path.Combine(Folder, "templates", file));

    public static Dictionary<string, JinjaValue> Variables(JsonElement element) =>
        element.EnumerateObject().ToDictionary(property => property.Name, property => JinjaValue.From(property.Value));

    /// <summary>The text rendered, or null if the template is refused.</summary>
    public static string? Render(string source, IReadOnlyDictionary<string, JinjaValue> variables)
    {
        try
        {
            return JinjaTemplate.Parse(source, new JinjaOptions { Time = FixedTime.Instance }).Render(variables);
        }
        catch (JinjaException)
        {
            return null;
        }
    }

    public static string? Output(JsonElement one) =>
        one.TryGetProperty("output", out var output) ? output.GetString() : null;
}

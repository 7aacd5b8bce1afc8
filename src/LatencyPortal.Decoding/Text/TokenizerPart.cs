using System.Text.Json;
using System.Text.RegularExpressions;
using LatencyPortal.Decoding.Models;

namespace LatencyPortal.Decoding.Text;

/// <summary>
/// One component of a <c>tokenizer.json</c>. What this reader does not know would silently give other
/// token ids, so it is refused by name.
/// </summary>
/// <param name="File">The file, for faults.</param>
/// <param name="Role">What the component is, for faults.</param>
/// <param name="Json">Its settings.</param>
internal sealed record TokenizerPart(JsonFile File, string Role, JsonElement Json)
{
    public string? Type =>
        Json.ValueKind == JsonValueKind.Object && Json.TryGetProperty("type", out var type) ? type.ToString() : null;

    /// <summary>The component at a place of the file; null where there is none.</summary>
    public static TokenizerPart? Find(JsonFile file, string place, string role) =>
        file.Find(place) is { } json ? new TokenizerPart(file, role, json) : null;

    /// <summary>The parts of a sequence, in order; of any other component the component itself.</summary>
    public IEnumerable<TokenizerPart> Flatten(string listName)
    {
        if (Type is { } type && TokenizerSettings.FindUnknownInComponent(type, Json) is { } unknown)
            throw Fault($"has the setting \"{unknown}\"; this is not supported.");
        if (Type != "Sequence")
            return [this];
        if (!Json.TryGetProperty(listName, out var parts) || parts.ValueKind != JsonValueKind.Array)
            throw Fault($"is a sequence without \"{listName}\".");
        // A sequence in a sequence is flattened too; JSON's own depth limit bounds this.
        return parts.EnumerateArray().SelectMany(part => (this with { Json = part }).Flatten(listName));
    }

    public ModelLoadException Unsupported() => File.Fault($"the {Role} \"{Type}\" is not supported.");

    public ModelLoadException Fault(string cause) => File.Fault($"the {Role} \"{Type}\" {cause}");

    public bool IsTrue(string name, bool otherwise = false) =>
        Json.TryGetProperty(name, out var value) ? value.ValueKind == JsonValueKind.True : otherwise;

    public string? FindText(string name) =>
        Json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    public string RequireText(string name) => FindText(name) ?? throw Fault($"has no text \"{name}\".");

    /// <summary>A pattern that is a fixed text.</summary>
    public string RequireFixedPattern() => FindPattern("String") is { Length: > 0 } text
        ? text
        : throw Fault("has a pattern that is not a fixed text; this is not supported.");

    /// <summary>What finds the component's pattern.</summary>
    public Func<string, List<(int Offset, int Length)>> RequirePattern()
    {
        if (FindPattern("Regex") is { } regex)
            return Compile(regex).Find;
        var text = RequireFixedPattern();
        return input => PatternSplit.FindText(input, text);
    }

    public ScalarPattern Compile(string pattern)
    {
        if (pattern.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF'))
            throw Fault("has a pattern with characters outside the basic plane; this is not supported.");
        try
        {
            return new ScalarPattern(new Regex(pattern, RegexOptions.Compiled | RegexOptions.CultureInvariant));
        }
        catch (RegexParseException e)
        {
            throw ModelLoadException.InFile(File.Path, $"the {Role}'s pattern cannot be read: {e.Message}", e);
        }
    }

    private string? FindPattern(string kind) =>
        Json.TryGetProperty("pattern", out var pattern) && pattern.ValueKind == JsonValueKind.Object &&
        pattern.TryGetProperty(kind, out var text) && text.ValueKind == JsonValueKind.String
            ? text.GetString()
            : null;
}

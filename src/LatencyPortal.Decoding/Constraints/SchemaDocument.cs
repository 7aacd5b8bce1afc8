using System.Text.Json;

namespace LatencyPortal.Decoding.Constraints;

/// <summary>A parsed schema whose parts are found by JSON pointer.</summary>
internal sealed class SchemaDocument
{
    private const int LongestSchema = 256 * 1024;
    private const int DeepestSchema = 64;
    private const int LongestPointer = 4096;

    private readonly Dictionary<string, JsonElement> _parts = [];
    private readonly JsonElement _root;

    private SchemaDocument(JsonElement root) => _root = root;

    public static SchemaDocument Parse(string schema)
    {
        if (schema.Length > LongestSchema)
            throw new SchemaException($"The JSON schema cannot be used: it is longer than {LongestSchema} characters.");
        try
        {
            using var document = JsonDocument.Parse(schema, new JsonDocumentOptions { MaxDepth = DeepestSchema });
            ReadAllText(document.RootElement);
            return new SchemaDocument(document.RootElement.Clone());
        }
        catch (Exception e) when (e is JsonException or ArgumentException or InvalidOperationException)
        {
            throw new SchemaException(
                $"The JSON schema cannot be used: it is not valid JSON, or nests more than {DeepestSchema} deep.", e);
        }
    }

    /// <summary>The part at a pointer made by <see cref="Child"/> or <see cref="Resolve"/>.</summary>
    public JsonElement this[string pointer] => pointer.Length == 0 ? _root : _parts[pointer];

    /// <summary>The pointer of a member or item of a part.</summary>
    public string Child(string pointer, string name, JsonElement element)
    {
        var child = $"{pointer}/{name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal)}";
        if (child.Length > LongestPointer)
            throw SchemaException.At(pointer, "names are too long.");
        _parts[child] = element;
        return child;
    }

    /// <summary>The pointers of all items of an array.</summary>
    public List<string> Items(string pointer, string keyword, JsonElement array)
    {
        var list = Child(pointer, keyword, array);
        return [.. array.EnumerateArray().Select((item, index) => Child(list, $"{index}", item))];
    }

    /// <summary>The pointer that a <c>$ref</c> names.</summary>
    public string Resolve(string from, string reference)
    {
        if (!reference.StartsWith('#'))
            throw SchemaException.At(from, "\"$ref\" leads out of the schema; only references within it are supported.");
        var pointer = string.Empty;
        var element = _root;
        var steps = Uri.UnescapeDataString(reference[1..]).Split('/');
        if (steps[0].Length > 0)
            throw SchemaException.At(from, "\"$ref\" names an anchor; only JSON pointers are supported.");
        foreach (var step in steps.Skip(1))
        {
            var name = step.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
            if (element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var member))
                element = member;
            else if (element.ValueKind == JsonValueKind.Array && int.TryParse(name, out var index) && index >= 0 && index < element.GetArrayLength())
                element = element[index];
            else
                throw SchemaException.At(from, $"\"$ref\" leads to {SchemaException.Readable(reference)}, which is not there.");
            pointer = Child(pointer, name, element);
        }

        return pointer;
    }

    /// <summary>Text that is not valid Unicode is found here, not in the middle of the work.</summary>
    private static void ReadAllText(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var member in element.EnumerateObject())
                {
                    _ = member.Name;
                    ReadAllText(member.Value);
                }

                break;
            case JsonValueKind.Array:
                foreach (var item in element.EnumerateArray())
                    ReadAllText(item);
                break;
            case JsonValueKind.String:
                _ = element.GetString();
                break;
        }
    }
}

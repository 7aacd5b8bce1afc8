using System.Text.Json;

namespace LatencyPortal.Decoding.Models;

/// <summary>
/// One JSON file of a model folder. Every way in which it can disappoint becomes a
/// <see cref="ModelLoadException"/> that names the file and the place in it.
/// </summary>
internal sealed class JsonFile
{
    private JsonFile(string path, JsonElement root)
    {
        Path = path;
        Root = root;
    }

    public string Path { get; }

    public JsonElement Root { get; }

    /// <summary>Reads a file and makes something of it.</summary>
    public static T Read<T>(string path, Func<JsonFile, T> make)
    {
        try
        {
            return make(Read(path));
        }
        catch (InvalidOperationException e)
        {
            // The JSON reader's way of saying that a value is of another kind, or text is not Unicode.
            throw ModelLoadException.InFile(path, $"a value is not of the kind it must be: {e.Message}", e);
        }
    }

    public static JsonFile Read(string path)
    {
        try
        {
            using var stream = File.OpenRead(path);
            using var document = JsonDocument.Parse(stream);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                throw ModelLoadException.InFile(path, "the file does not hold a JSON object.");
            return new JsonFile(path, document.RootElement.Clone());
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw ModelLoadException.InFile(path, "the file is missing.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw ModelLoadException.InFile(path, $"the file cannot be read: {e.Message}", e);
        }
        catch (JsonException e)
        {
            throw ModelLoadException.InFile(path, $"the file is not valid JSON: {e.Message}", e);
        }
    }

    public ModelLoadException Fault(string cause) => ModelLoadException.InFile(Path, cause);

    /// <summary>The element at a dotted path; null when it is absent or JSON null.</summary>
    public JsonElement? Find(string path)
    {
        var element = Root;
        foreach (var name in path.Split('.'))
        {
            if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(name, out element))
                return null;
        }

        return element.ValueKind == JsonValueKind.Null ? null : element;
    }

    public JsonElement Require(string path, JsonValueKind kind)
    {
        var element = Find(path) ?? throw Fault($"\"{path}\" is missing.");
        if (element.ValueKind != kind)
            throw Fault($"\"{path}\" is not of kind {kind}.");
        return element;
    }

    public int RequireInt(string path)
    {
        if (!Require(path, JsonValueKind.Number).TryGetInt32(out var value))
            throw Fault($"\"{path}\" is not a whole number.");
        return value;
    }

    public string? FindString(string path)
    {
        var element = Find(path);
        if (element is null)
            return null;
        return element.Value.ValueKind == JsonValueKind.String
            ? element.Value.GetString()
            : throw Fault($"\"{path}\" is not a text.");
    }

    public bool FindTrue(string path) => Find(path)?.ValueKind == JsonValueKind.True;
}

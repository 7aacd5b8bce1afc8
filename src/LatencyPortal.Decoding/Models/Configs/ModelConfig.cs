using System.Text.Json;

namespace LatencyPortal.Decoding.Models.Configs;

/// <summary>What a model folder says about its decoder, in either layout. The loaded session has the last word.</summary>
internal sealed record ModelConfig
{
    /// <summary>The file that says so.</summary>
    public required JsonFile File { get; init; }

    public required ModelLayout Layout { get; init; }

    /// <summary>Full path of the ONNX file.</summary>
    public required string ModelPath { get; init; }

    public required int ContextLength { get; init; }

    /// <summary>Null where it is not said; the width of the logits then tells.</summary>
    public required int? VocabularySize { get; init; }

    /// <summary>Null where it is not said; the session's inputs then tell.</summary>
    public int? Layers { get; init; }

    /// <summary>Tokens that end an answer; may be empty where the chat template names one.</summary>
    public required IReadOnlyList<int> EndTokens { get; init; }

    public PortNames Names { get; init; } = new();

    /// <summary>The exporter wants past and present to be different memory.</summary>
    public bool KeepsPastApart { get; init; }

    /// <summary>Why less than <see cref="ContextLength"/> can be used; null when all of it can.</summary>
    public ContextLimit? Limit { get; init; }

    /// <summary>Reads the configuration of a folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="modelFile">ONNX file to take, relative to the folder; null takes the one that the layout names or prefers.</param>
    /// <exception cref="ModelLoadException">A file is missing or damaged, or the model cannot be run.</exception>
    public static ModelConfig Read(string folder, string? modelFile = null)
    {
        var genai = Path.Combine(folder, "genai_config.json");
        var huggingFace = Path.Combine(folder, "config.json");
        if (!System.IO.File.Exists(genai) && System.IO.File.Exists(huggingFace))
            return JsonFile.Read(huggingFace, file => HuggingFaceConfig.Read(file, folder, modelFile));
        if (!System.IO.File.Exists(genai))
            throw ModelLoadException.InFile(genai, "the file is missing, and there is no config.json either; the folder is in none of the layouts of onnxruntime-genai and Hugging Face.");
        return JsonFile.Read(genai, file => GenaiConfig.Read(file, folder, modelFile));
    }

    /// <summary>Token ids of a property that holds one or a list of them; none when it is absent.</summary>
    public static List<int> ReadIds(JsonFile file, string path)
    {
        var ids = new List<int>();
        if (file.Find(path) is not { } element)
            return ids;
        foreach (var number in element.ValueKind == JsonValueKind.Array ? [.. element.EnumerateArray()] : new[] { element })
        {
            if (number.ValueKind != JsonValueKind.Number || !number.TryGetInt32(out var id))
                throw file.Fault($"\"{path}\" is not a token id or a list of them.");
            ids.Add(id);
        }

        return ids;
    }

    /// <summary>A whole number of at least 1.</summary>
    public static int RequireCount(JsonFile file, string path)
    {
        var value = file.RequireInt(path);
        return value >= 1 ? value : throw file.Fault($"\"{path}\" is {value}; it must be at least 1.");
    }
}

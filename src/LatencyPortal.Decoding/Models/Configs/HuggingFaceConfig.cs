using System.Text.Json;

namespace LatencyPortal.Decoding.Models.Configs;

/// <summary>Reads <c>config.json</c>, and <c>generation_config.json</c> beside it, of a Hugging Face folder with ONNX files.</summary>
internal static class HuggingFaceConfig
{
    /// <summary>Models that also see or hear keep what is about text in here.</summary>
    private const string TextPart = "text_config";

    /// <summary>Llama and most others; GPT-2; MPT; ChatGLM.</summary>
    private static readonly string[] ContextNames = ["max_position_embeddings", "n_positions", "n_ctx", "max_seq_len", "seq_length"];

    public static ModelConfig Read(JsonFile file, string folder, string? modelFile)
    {
        if (file.FindTrue("is_encoder_decoder"))
            throw file.Fault("\"is_encoder_decoder\" is true; only decoders are supported.");
        return new ModelConfig
        {
            File = file,
            Layout = ModelLayout.HuggingFace,
            ModelPath = modelFile is null ? ModelFiles.Best(folder) : ModelFiles.Named(folder, modelFile),
            ContextLength = ContextNames.Select(name => Place(file, name)).FirstOrDefault(place => place is not null) is { } context
                ? ModelConfig.RequireCount(file, context)
                : throw file.Fault("\"max_position_embeddings\" is missing."),
            VocabularySize = Place(file, "vocab_size") is { } vocabulary ? ModelConfig.RequireCount(file, vocabulary) : null,
            EndTokens = ReadEnds(file, folder),
            Limit = ReadLimit(file),
        };
    }

    /// <summary>Where a property stands; null when it is nowhere.</summary>
    private static string? Place(JsonFile file, string name) =>
        file.Find(name) is not null ? name : file.Find($"{TextPart}.{name}") is not null ? $"{TextPart}.{name}" : null;

    private static List<int> ReadEnds(JsonFile file, string folder)
    {
        var ends = Place(file, "eos_token_id") is { } place ? ModelConfig.ReadIds(file, place) : [];
        // What answers end with; a chat model often ends its turn with another token than a text.
        var generation = Path.Combine(folder, "generation_config.json");
        if (File.Exists(generation))
            ends.AddRange(JsonFile.Read(generation, settings => ModelConfig.ReadIds(settings, "eos_token_id")));
        return [.. ends.Distinct()];
    }

    private static ContextLimit? ReadLimit(JsonFile file)
    {
        var limits = new List<ContextLimit>();
        var name = Path.GetFileName(file.Path);

        // 1. A window, unless it is switched off or no layer has it.
        if (Place(file, "sliding_window") is { } window
            && (Place(file, "use_sliding_window") is not { } use || file.FindTrue(use))
            && (Place(file, "layer_types") is not { } types || HasWindowLayer(file, types)))
        {
            limits.Add(new ContextLimit(ModelConfig.RequireCount(file, window), $"\"{window}\" of {name} is set"));
        }

        // 2. Rotary positions that change once a text is long: keys of before would not fit any more.
        if (Place(file, "rope_scaling") is { } scaling
            && (file.Find($"{scaling}.type") ?? file.Find($"{scaling}.rope_type")) is { ValueKind: JsonValueKind.String } kind
            && kind.GetString() is "longrope" or "su" or "dynamic")
        {
            var original = Place(file, "original_max_position_embeddings")
                ?? (file.Find($"{scaling}.original_max_position_embeddings") is null ? null : $"{scaling}.original_max_position_embeddings");
            if (original is not null)
                limits.Add(new ContextLimit(ModelConfig.RequireCount(file, original), $"\"{scaling}\" of {name} computes other positions for longer texts"));
        }

        return limits.MinBy(limit => limit.Tokens);
    }

    private static bool HasWindowLayer(JsonFile file, string place) =>
        file.Require(place, JsonValueKind.Array).EnumerateArray().Any(
            type => type.ValueKind != JsonValueKind.String || type.GetString() is not "full_attention");
}

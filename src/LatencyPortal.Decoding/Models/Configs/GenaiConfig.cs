using System.Text.Json;

namespace LatencyPortal.Decoding.Models.Configs;

/// <summary>Reads <c>genai_config.json</c> of onnxruntime-genai.</summary>
internal static class GenaiConfig
{
    public static ModelConfig Read(JsonFile file, string folder, string? modelFile)
    {
        if (file.Find("model.decoder.pipeline") is not null)
            throw file.Fault("\"model.decoder.pipeline\" is set; models split over several files are not supported.");
        if (file.Find("model.encoder") is not null)
            throw file.Fault("\"model.encoder\" is set; only decoders are supported.");
        var ends = ModelConfig.ReadIds(file, "model.eos_token_id");
        return new ModelConfig
        {
            File = file,
            Layout = ModelLayout.OnnxRuntimeGenai,
            ContextLength = ModelConfig.RequireCount(file, "model.context_length"),
            VocabularySize = ModelConfig.RequireCount(file, "model.vocab_size"),
            Layers = ModelConfig.RequireCount(file, "model.decoder.num_hidden_layers"),
            EndTokens = ends.Count > 0 ? ends : throw file.Fault("\"model.eos_token_id\" is missing."),
            ModelPath = ModelFiles.Named(folder, modelFile ?? file.FindString("model.decoder.filename") ?? "model.onnx"),
            Names = ReadNames(file),
            KeepsPastApart = file.Find("search.past_present_share_buffer")?.ValueKind == JsonValueKind.False,
            Limit = ReadLimit(file),
        };
    }

    private static PortNames ReadNames(JsonFile file)
    {
        string Name(string path, string otherwise) => file.FindString($"model.decoder.{path}") ?? otherwise;

        var names = new PortNames();
        return new PortNames
        {
            InputIds = Name("inputs.input_ids", names.InputIds),
            AttentionMask = Name("inputs.attention_mask", names.AttentionMask),
            PositionIds = Name("inputs.position_ids", names.PositionIds),
            PastKeys = Name("inputs.past_key_names", names.PastKeys),
            PastValues = Name("inputs.past_value_names", names.PastValues),
            Logits = Name("outputs.logits", names.Logits),
            PresentKeys = Name("outputs.present_key_names", names.PresentKeys),
            PresentValues = Name("outputs.present_value_names", names.PresentValues),
        };
    }

    private static ContextLimit? ReadLimit(JsonFile file)
    {
        const string place = "model.decoder.sliding_window";
        if (file.Find(place) is not { } window)
            return null;
        if (window.ValueKind != JsonValueKind.Object)
            throw file.Fault($"\"{place}\" is not an object.");
        return new ContextLimit(ModelConfig.RequireCount(file, $"{place}.window_size"), $"\"{place}\" of {Path.GetFileName(file.Path)} is set");
    }
}

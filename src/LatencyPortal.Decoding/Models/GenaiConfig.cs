using System.Text.Json;

namespace LatencyPortal.Decoding.Models;

/// <summary>What <c>genai_config.json</c> says about a decoder; names default to onnxruntime-genai's.</summary>
internal sealed class GenaiConfig
{
    private GenaiConfig(JsonFile file)
    {
        File = file;
        ModelFile = file.FindString("model.decoder.filename") ?? "model.onnx";
        ContextLength = file.RequireInt("model.context_length");
        VocabularySize = file.RequireInt("model.vocab_size");
        Layers = file.RequireInt("model.decoder.num_hidden_layers");
        EndTokens = ReadIds("model.eos_token_id");
        InputIds = Name("inputs.input_ids", "input_ids");
        AttentionMask = Name("inputs.attention_mask", "attention_mask");
        PositionIds = Name("inputs.position_ids", "position_ids");
        PastKeys = Name("inputs.past_key_names", "past_key_values.%d.key");
        PastValues = Name("inputs.past_value_names", "past_key_values.%d.value");
        Logits = Name("outputs.logits", "logits");
        PresentKeys = Name("outputs.present_key_names", "present.%d.key");
        PresentValues = Name("outputs.present_value_names", "present.%d.value");

        foreach (var (name, value) in new[]
                 {
                     ("model.context_length", ContextLength),
                     ("model.vocab_size", VocabularySize),
                     ("model.decoder.num_hidden_layers", Layers),
                 })
        {
            if (value < 1)
                throw file.Fault($"\"{name}\" is {value}; it must be at least 1.");
        }

        // Without a shared buffer the model would read the memory that it is writing.
        if (!file.FindTrue("search.past_present_share_buffer"))
        {
            throw file.Fault(
                "\"search.past_present_share_buffer\" is not true; only models that keep past and present " +
                "keys in one buffer (GroupQueryAttention) can run.");
        }

        if (file.Find("model.decoder.sliding_window") is not null)
            throw file.Fault("\"model.decoder.sliding_window\" is set; sliding windows are not supported.");
        if (file.Find("model.decoder.pipeline") is not null)
            throw file.Fault("\"model.decoder.pipeline\" is set; models split over several files are not supported.");
    }

    public JsonFile File { get; }

    public string ModelFile { get; }

    public int ContextLength { get; }

    public int VocabularySize { get; }

    public int Layers { get; }

    public IReadOnlyList<int> EndTokens { get; }

    public string InputIds { get; }

    public string AttentionMask { get; }

    public string PositionIds { get; }

    public string Logits { get; }

    private string PastKeys { get; }

    private string PastValues { get; }

    private string PresentKeys { get; }

    private string PresentValues { get; }

    public static GenaiConfig Read(string path) => JsonFile.Read(path, file => new GenaiConfig(file));

    public string PastKey(int layer) => OfLayer(PastKeys, layer);

    public string PastValue(int layer) => OfLayer(PastValues, layer);

    public string PresentKey(int layer) => OfLayer(PresentKeys, layer);

    public string PresentValue(int layer) => OfLayer(PresentValues, layer);

    private static string OfLayer(string pattern, int layer) =>
        pattern.Replace("%d", layer.ToString(), StringComparison.Ordinal);

    private string Name(string path, string otherwise) => File.FindString($"model.decoder.{path}") ?? otherwise;

    private List<int> ReadIds(string path)
    {
        var element = File.Find(path) ?? throw File.Fault($"\"{path}\" is missing.");
        var ids = new List<int>();
        var numbers = element.ValueKind == JsonValueKind.Array ? [.. element.EnumerateArray()] : new[] { element };
        foreach (var number in numbers)
        {
            if (number.ValueKind != JsonValueKind.Number || !number.TryGetInt32(out var id))
                throw File.Fault($"\"{path}\" is not a token id or a list of them.");
            ids.Add(id);
        }

        return ids;
    }
}

using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;

namespace LatencyPortal.Decoding.Tests.TinyModels;

/// <summary>A model folder on disk with a tiny model in it; its files can be changed before loading.</summary>
internal sealed class TinyFolder : IDisposable
{
    public TinyFolder()
        : this(new TinyDecoder())
    {
    }

    /// <param name="decoder">The model.</param>
    /// <param name="layout">How the folder is laid out.</param>
    /// <param name="file">Name of the ONNX file, relative to the folder.</param>
    public TinyFolder(TinyDecoder decoder, ModelLayout layout = ModelLayout.OnnxRuntimeGenai, string? file = null)
    {
        Path = Directory.CreateTempSubdirectory("tiny-model-").FullName;
        file ??= layout == ModelLayout.OnnxRuntimeGenai ? "model.onnx" : System.IO.Path.Combine("onnx", "model.onnx");
        ModelPath = this[file];
        Put(file, decoder);
        Write("tokenizer.json", TinyTokenizer.Json());
        Write("tokenizer_config.json", TinyTokenizer.ConfigJson());
        if (layout == ModelLayout.HuggingFace)
            WriteHuggingFace(decoder);
        else
            WriteGenai(decoder);
    }

    public string Path { get; }

    /// <summary>The ONNX file.</summary>
    public string ModelPath { get; }

    public string this[string file] => System.IO.Path.Combine(Path, file);

    public LocalModel Load(DecodingOptions? options = null) =>
        LocalModel.Load(Path, options ?? new DecodingOptions { Threads = 1 }, NullLogger.Instance);

    /// <summary>Writes a model, and the file with its weights if it has one.</summary>
    public void Put(string file, TinyDecoder decoder)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(this[file])!);
        File.WriteAllBytes(this[file], decoder.Build(out var data));
        if (decoder.ExternalFile is { } external)
            File.WriteAllBytes(System.IO.Path.Combine(System.IO.Path.GetDirectoryName(this[file])!, external), data);
    }

    public JsonObject Read(string file) => JsonNode.Parse(File.ReadAllText(this[file]))!.AsObject();

    public void Write(string file, JsonObject content) => File.WriteAllText(this[file], content.ToJsonString());

    public void Change(string file, Action<JsonObject> change)
    {
        var content = Read(file);
        change(content);
        Write(file, content);
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);

    private void WriteGenai(TinyDecoder decoder) => Write("genai_config.json", new JsonObject
    {
        ["model"] = new JsonObject
        {
            ["type"] = "llama",
            ["vocab_size"] = decoder.Vocabulary,
            ["context_length"] = decoder.ContextLength,
            ["eos_token_id"] = new JsonArray(TinyTokenizer.TurnEnd, TinyTokenizer.EndOfText),
            ["decoder"] = new JsonObject { ["filename"] = "model.onnx", ["num_hidden_layers"] = decoder.Layers },
        },
        ["search"] = new JsonObject { ["past_present_share_buffer"] = decoder.Attention == TinyAttention.Grouped },
    });

    private void WriteHuggingFace(TinyDecoder decoder)
    {
        Write("config.json", new JsonObject
        {
            ["architectures"] = new JsonArray("LlamaForCausalLM"),
            ["model_type"] = "llama",
            ["vocab_size"] = decoder.Vocabulary,
            ["max_position_embeddings"] = decoder.ContextLength,
            ["num_hidden_layers"] = decoder.Layers,
            ["num_key_value_heads"] = decoder.KeyValueHeads,
            ["eos_token_id"] = TinyTokenizer.EndOfText,
        });
        Write("generation_config.json", new JsonObject { ["eos_token_id"] = new JsonArray(TinyTokenizer.TurnEnd, TinyTokenizer.EndOfText) });
    }
}

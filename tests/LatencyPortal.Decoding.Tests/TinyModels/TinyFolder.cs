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

    public TinyFolder(TinyDecoder decoder)
    {
        Path = Directory.CreateTempSubdirectory("tiny-model-").FullName;
        File.WriteAllBytes(this["model.onnx"], decoder.Build());
        Write("tokenizer.json", TinyTokenizer.Json());
        Write("tokenizer_config.json", TinyTokenizer.ConfigJson());
        Write("genai_config.json", new JsonObject
        {
            ["model"] = new JsonObject
            {
                ["type"] = "llama",
                ["vocab_size"] = decoder.Vocabulary,
                ["context_length"] = decoder.ContextLength,
                ["eos_token_id"] = new JsonArray(TinyTokenizer.TurnEnd, TinyTokenizer.EndOfText),
                ["decoder"] = new JsonObject { ["filename"] = "model.onnx", ["num_hidden_layers"] = decoder.Layers },
            },
            ["search"] = new JsonObject { ["past_present_share_buffer"] = true },
        });
    }

    public string Path { get; }

    public string this[string file] => System.IO.Path.Combine(Path, file);

    public LocalModel Load(DecodingOptions? options = null) =>
        LocalModel.Load(Path, options ?? new DecodingOptions { Threads = 1 }, NullLogger.Instance);

    public JsonObject Read(string file) => JsonNode.Parse(File.ReadAllText(this[file]))!.AsObject();

    public void Write(string file, JsonObject content) => File.WriteAllText(this[file], content.ToJsonString());

    public void Change(string file, Action<JsonObject> change)
    {
        var content = Read(file);
        change(content);
        Write(file, content);
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}

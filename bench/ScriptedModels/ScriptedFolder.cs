using System.Text.Json.Nodes;
using LatencyPortal.Decoding.Tests.TinyModels;

namespace LatencyPortal.ScriptedModels;

/// <summary>A model folder in the layout of onnxruntime-genai.</summary>
internal static class ScriptedFolder
{
    public static void Write(string path, ScriptedDecoder decoder)
    {
        Directory.CreateDirectory(path);
        File.WriteAllBytes(Path.Combine(path, "model.onnx"), decoder.Build());
        Write("tokenizer.json", ScriptedVocabulary.Json());
        Write("tokenizer_config.json", TinyTokenizer.ConfigJson());
        Write("genai_config.json", new JsonObject
        {
            ["model"] = new JsonObject
            {
                ["type"] = "llama",
                ["vocab_size"] = ScriptedVocabulary.Size,
                ["context_length"] = decoder.ContextLength,
                ["eos_token_id"] = new JsonArray(TinyTokenizer.TurnEnd, TinyTokenizer.EndOfText),
                ["decoder"] = new JsonObject { ["filename"] = "model.onnx", ["num_hidden_layers"] = decoder.Layers },
            },
            ["search"] = new JsonObject { ["past_present_share_buffer"] = true },
        });

        void Write(string file, JsonObject content) => File.WriteAllText(Path.Combine(path, file), content.ToJsonString());
    }
}

using System.Text.Json.Nodes;
using LatencyPortal.Decoding.Models;
using LatencyPortal.Decoding.Models.Configs;
using LatencyPortal.Decoding.Tests.TinyModels;

namespace LatencyPortal.Decoding.Tests.Models;

public sealed class ModelConfigTests : IDisposable
{
    private readonly TinyFolder _folder = new(new TinyDecoder { Layers = 1 }, ModelLayout.HuggingFace);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Read_HuggingFaceFolder_TakesWhatBothFilesSay()
    {
        var config = ModelConfig.Read(_folder.Path);

        Assert.Equal(ModelLayout.HuggingFace, config.Layout);
        Assert.Equal(_folder["onnx/model.onnx"], config.ModelPath);
        Assert.Equal(128, config.ContextLength);
        Assert.Equal(TinyTokenizer.Size, config.VocabularySize);
        Assert.Equal([TinyTokenizer.EndOfText, TinyTokenizer.TurnEnd], config.EndTokens);
        Assert.Null(config.Limit);
    }

    [Fact]
    public void Read_NoGenerationConfig_TakesTheEndOfTheConfig()
    {
        File.Delete(_folder["generation_config.json"]);

        Assert.Equal([TinyTokenizer.EndOfText], ModelConfig.Read(_folder.Path).EndTokens);
    }

    [Fact]
    public void Read_NoEndAnywhere_TakesTheTemplates()
    {
        File.Delete(_folder["generation_config.json"]);
        _folder.Change("config.json", json => json.Remove("eos_token_id"));

        Assert.Equal([TinyTokenizer.TurnEnd], ModelFolder.Read(_folder.Path).EndTokens);
    }

    [Fact]
    public void Read_ConfigOfAModelThatSees_TakesItsTextPart()
    {
        _folder.Change("config.json", json =>
        {
            json["text_config"] = new JsonObject { ["max_position_embeddings"] = 99, ["vocab_size"] = 7 };
            json.Remove("max_position_embeddings");
            json.Remove("vocab_size");
        });

        var config = ModelConfig.Read(_folder.Path);

        Assert.Equal((99, 7), (config.ContextLength, config.VocabularySize));
    }

    [Theory]
    [InlineData("model_quantized", "model_quantized", "model_int8", "model_q4", "model", "model_fp16")]
    [InlineData("model_int8", "model_q4", "model", "model_int8")]
    [InlineData("model_q4", "model_q4f16", "model_q4", "model")]
    [InlineData("model", "model_q4f16", "model_fp16", "model", "model_bnb4")]
    [InlineData("model_q4f16", "model_fp16", "model_q4f16")]
    [InlineData("model_other", "model_other", "decoder_model_merged")]
    [InlineData("model", "model")]
    public void Read_SeveralFiles_TakesTheOneThatSuitsACpu(string expected, params string[] files)
    {
        File.Delete(_folder["onnx/model.onnx"]);
        foreach (var file in files)
            File.WriteAllText(_folder[$"onnx/{file}.onnx"], "");

        Assert.Equal(_folder[$"onnx/{expected}.onnx"], ModelConfig.Read(_folder.Path).ModelPath);
    }

    [Fact]
    public void Read_NamedFile_IsTaken()
    {
        File.WriteAllText(_folder["onnx/model_quantized.onnx"], "");

        Assert.Equal(_folder["onnx/model.onnx"], ModelConfig.Read(_folder.Path, "onnx/model.onnx").ModelPath);
    }

    [Theory]
    [InlineData("onnx/absent.onnx", "the file is missing")]
    [InlineData("../elsewhere/model.onnx", "lie in it")]
    [InlineData("/etc/passwd", "lie in it")]
    [InlineData("", "missing")]
    public void Read_NamedFileThatCannotBe_IsRefused(string name, string cause)
    {
        var error = Assert.Throws<ModelLoadException>(() => ModelConfig.Read(_folder.Path, name));

        Assert.Contains(cause, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_NoModelFile_SaysWhatThereIs()
    {
        File.Move(_folder["onnx/model.onnx"], _folder["onnx/decoder_model_merged.onnx"]);
        Assert.Contains("decoder_model_merged.onnx", Fault(), StringComparison.Ordinal);

        File.Delete(_folder["onnx/decoder_model_merged.onnx"]);
        Assert.Contains("no ONNX file", Fault(), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_NoConfigAtAll_NamesBothLayouts()
    {
        File.Delete(_folder["config.json"]);

        var fault = Fault();

        Assert.Contains("genai_config.json", fault, StringComparison.Ordinal);
        Assert.Contains("no config.json", fault, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"sliding_window": 50}""", 50)]
    [InlineData("""{"sliding_window": 50, "use_sliding_window": true}""", 50)]
    [InlineData("""{"sliding_window": 50, "use_sliding_window": false}""", null)]
    [InlineData("""{"sliding_window": null}""", null)]
    [InlineData("""{"sliding_window": 50, "layer_types": ["full_attention", "sliding_attention"]}""", 50)]
    [InlineData("""{"sliding_window": 50, "layer_types": ["full_attention", "full_attention"]}""", null)]
    [InlineData("""{"text_config": {"sliding_window": 40}}""", 40)]
    [InlineData("""{"rope_scaling": {"type": "longrope", "original_max_position_embeddings": 64}}""", 64)]
    [InlineData("""{"rope_scaling": {"rope_type": "longrope"}, "original_max_position_embeddings": 64}""", 64)]
    [InlineData("""{"rope_scaling": {"rope_type": "llama3", "original_max_position_embeddings": 64}}""", null)]
    [InlineData("""{"sliding_window": 30, "rope_scaling": {"type": "su", "original_max_position_embeddings": 64}}""", 30)]
    public void Read_WhatLimitsTheContext_IsFound(string settings, int? tokens)
    {
        _folder.Change("config.json", json =>
        {
            foreach (var (name, value) in JsonNode.Parse(settings)!.AsObject())
                json[name] = value?.DeepClone();
        });

        var limit = ModelConfig.Read(_folder.Path).Limit;

        Assert.Equal(tokens, limit?.Tokens);
        Assert.True(limit is null || limit.Reason.Contains("config.json", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("is_encoder_decoder", "true", "only decoders")]
    [InlineData("max_position_embeddings", "null", "\"max_position_embeddings\" is missing")]
    [InlineData("max_position_embeddings", "0", "at least 1")]
    [InlineData("vocab_size", "\"many\"", "vocab_size")]
    [InlineData("vocab_size", "99", "the vocabulary has 99 tokens, but tokenizer.json has")]
    [InlineData("eos_token_id", "\"end\"", "eos_token_id")]
    [InlineData("eos_token_id", "9999", "eos_token_id")]
    [InlineData("sliding_window", "-5", "at least 1")]
    [InlineData("layer_types", "7", "layer_types")]
    public void Read_ConfigThatCannotBe_IsNamed(string name, string value, string cause)
    {
        _folder.Change("config.json", json =>
        {
            json["sliding_window"] = 50;
            json[name] = JsonNode.Parse(value);
        });

        var error = Assert.Throws<ModelLoadException>(() => ModelFolder.Read(_folder.Path));

        Assert.Contains("config.json", error.Message, StringComparison.Ordinal);
        Assert.Contains(cause, error.Message, StringComparison.Ordinal);
    }

    private string Fault() => Assert.Throws<ModelLoadException>(() => ModelConfig.Read(_folder.Path)).Message;
}

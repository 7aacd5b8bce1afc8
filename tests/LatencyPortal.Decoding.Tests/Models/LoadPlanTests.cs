using LatencyPortal.Decoding.Models;
using LatencyPortal.Decoding.Models.Configs;
using LatencyPortal.Decoding.Models.Onnx;
using LatencyPortal.Decoding.Speculation;
using LatencyPortal.Decoding.Tests.TinyModels;

namespace LatencyPortal.Decoding.Tests.Models;

/// <summary>Sizes that follow from a large model's graph; nothing of it is loaded.</summary>
public sealed class LoadPlanTests : IDisposable
{
    private const int Qwen = 151_936;

    private readonly TinyFolder _folder = new(new TinyDecoder { Layers = 1, ContextLength = 16 }, ModelLayout.HuggingFace);

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(Qwen, true, 128, 27)]
    [InlineData(Qwen, false, 27, 27)]
    [InlineData(5_000_000, true, 128, DraftPlanner.MostDrafted + 1)]
    [InlineData(5_000_000, false, DraftPlanner.MostDrafted + 1, DraftPlanner.MostDrafted + 1)]
    [InlineData(2_000, false, 128, 128)]
    public void Of_LargeVocabulary_BoundsTheLogitsOfARun(int vocabulary, bool keepsLogits, int tokens, int logitRows)
    {
        var plan = Plan(vocabulary, keepsLogits);

        Assert.Equal(tokens, plan.MostTokens);
        Assert.Equal(logitRows, plan.LogitRows);
        Assert.Equal((long)logitRows * vocabulary * sizeof(float), plan.Memory(new DecodingOptions()).Logits);
    }

    [Fact]
    public void Of_LongContext_TakesAsManyRowsAsTheBudgetHolds()
    {
        // 24 layers of 8 heads of 64 numbers: 98,304 bytes a token, 768 MB for the 8,192 tokens that the default allows.
        var plan = Plan(Qwen, keepsLogits: true, layers: 24, heads: 8, headSize: 64);

        Assert.Equal(98_304, plan.Shape.BytesPerToken);
        Assert.Equal(1, plan.Rows);
        Assert.Equal(["The context is limited to 8192 of 32768 tokens: the option MaxContextLength says so."], plan.Limits.Take(1));
        // A growing past needs the buffer that a run writes besides.
        Assert.Equal(2 * 98_304L * 8_192, plan.Memory(new DecodingOptions()).KeyValues);
    }

    private LoadPlan Plan(int vocabulary, bool keepsLogits, int layers = 1, int heads = 1, int headSize = 16)
    {
        var graph = new OnnxGraph();
        graph.Input("input_ids", OnnxGraph.Int64, null, null);
        graph.Input("attention_mask", OnnxGraph.Int64, null, null);
        if (keepsLogits)
            graph.Input("num_logits_to_keep", OnnxGraph.Int64);
        graph.Output("logits", OnnxGraph.Float32, null, null, vocabulary);
        for (var layer = 0; layer < layers; layer++)
        {
            foreach (var part in new[] { "key", "value" })
            {
                graph.Input($"past_key_values.{layer}.{part}", OnnxGraph.Float32, null, heads, null, headSize);
                graph.Output($"present.{layer}.{part}", OnnxGraph.Float32, null, heads, null, headSize);
            }
        }

        File.WriteAllBytes(_folder.ModelPath, graph.ToModel());
        _folder.Change("config.json", json =>
        {
            json["vocab_size"] = vocabulary;
            json["max_position_embeddings"] = 32_768;
        });
        var config = ModelConfig.Read(_folder.Path);
        var facts = OnnxFile.Read(config.ModelPath);
        return LoadPlan.Of(config, facts, DecoderPorts.Bind(facts.Inputs, facts.Outputs, config), new DecodingOptions(), ProviderRules.Cpu);
    }
}

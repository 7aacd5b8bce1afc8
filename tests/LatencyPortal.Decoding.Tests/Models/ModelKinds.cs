using LatencyPortal.Decoding.Tests.TinyModels;

namespace LatencyPortal.Decoding.Tests.Models;

/// <summary>The kinds of model folder that can be run, by name.</summary>
internal static class ModelKinds
{
    private static readonly TinyDecoder Plain = new() { ContextLength = 512, KeyValueHeads = 2 };

    private static readonly Dictionary<string, Func<TinyFolder>> Kinds = new()
    {
        ["genai fp32"] = () => new(Plain),
        ["genai fp16"] = () => new(Plain with { Precision = TinyPrecision.Float16 }),
        ["genai int8 dynamic"] = () => new(Plain with { Precision = TinyPrecision.DynamicInt8 }),
        ["genai int8 qdq"] = () => new(Plain with { Precision = TinyPrecision.QdqInt8 }),
        ["genai int4"] = () => new(Plain with { Precision = TinyPrecision.Bits4 }),
        ["genai int4 rounding"] = () => new(Plain with { Precision = TinyPrecision.Bits4Rounding }),
        ["genai int8 bits"] = () => new(Plain with { Precision = TinyPrecision.Bits8 }),
        ["genai external"] = () => new(Plain with { ExternalFile = "model.onnx.data" }),
        ["genai growing"] = () => new(Plain with { Attention = TinyAttention.MultiHead }),
        ["optimum fp32"] = () => new(Plain with { Attention = TinyAttention.Concat }, ModelLayout.HuggingFace, "model.onnx"),
        ["optimum fp16"] = () => new(Plain with { Attention = TinyAttention.Concat, Precision = TinyPrecision.Float16 }, ModelLayout.HuggingFace, "model.onnx"),
        ["optimum one key head"] = () => new(Plain with { Attention = TinyAttention.Concat, KeyValueHeads = 1 }, ModelLayout.HuggingFace, "model.onnx"),
        ["transformers.js"] = () => new(Plain with { KeepsLogits = true, HasPositionIds = true, ExternalFile = "model_quantized.onnx_data" }, ModelLayout.HuggingFace, "onnx/model_quantized.onnx"),
        ["transformers.js growing"] = () => new(Plain with { KeepsLogits = true, Attention = TinyAttention.Concat }, ModelLayout.HuggingFace),
        ["transformers.js int8"] = () => new(Plain with { KeepsLogits = true, Attention = TinyAttention.Concat, Precision = TinyPrecision.IntegerInt8 }, ModelLayout.HuggingFace, "onnx/model_quantized.onnx"),
        ["last logits only"] = () => new(Plain with { LastLogitsOnly = true }),
        ["sliding window"] = () => new(Plain with { Window = 300 }),
    };

    /// <summary>Kinds whose logits depend on what else is in the run.</summary>
    private static readonly string[] RoundingKinds = ["genai int8 dynamic", "genai int4 rounding", "transformers.js int8"];

    public static TheoryData<string> All => [.. Kinds.Keys];

    public static TheoryData<string> Exact => [.. Kinds.Keys.Except(RoundingKinds)];

    public static TheoryData<string> Rounding => [.. RoundingKinds];

    public static TinyFolder Open(string kind) => Kinds[kind]();
}

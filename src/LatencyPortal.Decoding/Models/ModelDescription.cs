using Microsoft.ML.OnnxRuntime.Tensors;

namespace LatencyPortal.Decoding.Models;

/// <summary>Says of a loaded model what it is and can do.</summary>
internal static class ModelDescription
{
    public static ModelDetails Of(ModelFolder folder, OnnxModelRunner runner, OnnxModelRunner? draft, DecodingOptions options)
    {
        var (plan, shape) = (runner.Plan, runner.Shape);
        return new ModelDetails
        {
            Layout = plan.Config.Layout,
            File = Path.GetRelativePath(folder.Path, plan.Config.ModelPath),
            Layers = shape.Layers,
            KeyValueHeads = shape.KeyValueHeads,
            HeadSize = shape.HeadSize,
            KeyValueType = shape.KeyValueType == TensorElementType.Float16 ? "fp16" : "fp32",
            KeyValueBytesPerToken = shape.BytesPerToken,
            Weights = plan.Facts.Weights,
            AccuracyLevel = plan.Facts.AccuracyLevel,
            Attention = plan.KeepsKeysInPlace ? AttentionKind.InPlace : AttentionKind.Growing,
            ContextLength = shape.ContextLength,
            VocabularySize = folder.Tokenizer.VocabularySize,
            MaxSequences = runner.Rows,
            Speculation = !shape.LastLogitsOnly,
            Batching = plan.KeepsKeysInPlace && runner.Rows > 1,
            PrefixCache = options.PrefixCacheBytes > 0,
            ConstrainedDecoding = true,
            StepDifference = runner.StepDifference,
            RoundsActivations = plan.Facts.RoundsActivations,
            Memory = plan.Memory(options) with
            {
                PrefixCache = options.PrefixCacheBytes,
                Draft = draft?.Plan.Memory(options).Total ?? 0,
            },
        };
    }
}

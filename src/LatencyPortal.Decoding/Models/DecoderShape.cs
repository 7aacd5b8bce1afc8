using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace LatencyPortal.Decoding.Models;

/// <summary>
/// The sizes of a decoder, taken from the loaded session. The configuration is checked against it:
/// where the two differ, the graph would fail later with a message nobody understands.
/// </summary>
internal sealed record DecoderShape
{
    public required int Layers { get; init; }

    public required int KeyValueHeads { get; init; }

    public required int HeadSize { get; init; }

    /// <summary>Tokens of prompt and answer together.</summary>
    public required int ContextLength { get; init; }

    /// <summary>Width of a row of logits; may be padded beyond the tokenizer's ids.</summary>
    public required int VocabularySize { get; init; }

    public required bool HasPositionIds { get; init; }

    /// <summary>The graph computes logits for the last token of a run only.</summary>
    public required bool LastLogitsOnly { get; init; }

    public static DecoderShape Read(InferenceSession session, GenaiConfig config, string modelPath, int maxContext)
    {
        var inputs = session.InputMetadata;
        var outputs = session.OutputMetadata;

        NodeMetadata Require(IReadOnlyDictionary<string, NodeMetadata> nodes, string kind, string name, TensorElementType type, int rank)
        {
            if (!nodes.TryGetValue(name, out var node))
                throw Fault($"the model has no {kind} \"{name}\", which {Path.GetFileName(config.File.Path)} names or implies.");
            if (!node.IsTensor || node.ElementDataType != type || node.Dimensions.Length != rank)
                throw Fault($"the {kind} \"{name}\" is not a tensor of {type} with {rank} dimensions; this is not supported.");
            return node;
        }

        ModelLoadException Fault(string cause) => ModelLoadException.InFile(modelPath, cause);

        // 1. Token ids in, logits out.
        Require(inputs, "input", config.InputIds, TensorElementType.Int64, 2);
        Require(inputs, "input", config.AttentionMask, TensorElementType.Int64, 2);
        var hasPositions = inputs.ContainsKey(config.PositionIds);
        if (hasPositions)
            Require(inputs, "input", config.PositionIds, TensorElementType.Int64, 2);
        var logits = Require(outputs, "output", config.Logits, TensorElementType.Float, 3).Dimensions;
        if (logits[2] > 0 && logits[2] != config.VocabularySize)
        {
            throw Fault(
                $"the model has {logits[2]} logits, but \"model.vocab_size\" of {config.File.Path} is {config.VocabularySize}.");
        }

        // 2. Keys and values, alike in every layer.
        var known = new HashSet<string> { config.InputIds, config.AttentionMask, config.PositionIds };
        var (heads, size) = (0, 0);
        for (var layer = 0; layer < config.Layers; layer++)
        {
            foreach (var (past, present) in new[]
                     {
                         (config.PastKey(layer), config.PresentKey(layer)),
                         (config.PastValue(layer), config.PresentValue(layer)),
                     })
            {
                known.Add(past);
                var dimensions = Require(inputs, "input", past, TensorElementType.Float, 4).Dimensions;
                Require(outputs, "output", present, TensorElementType.Float, 4);
                if (dimensions[1] < 1 || dimensions[3] < 1)
                    throw Fault($"the input \"{past}\" has no fixed number of heads and head size.");
                if (layer > 0 && (dimensions[1], dimensions[3]) != (heads, size))
                    throw Fault($"the input \"{past}\" differs in size from other layers; this is not supported.");
                (heads, size) = (dimensions[1], dimensions[3]);
            }
        }

        // 3. Nothing that would be left unbound.
        if (inputs.Keys.FirstOrDefault(name => !known.Contains(name)) is { } unknown)
            throw Fault($"the model has an input \"{unknown}\" that the decoder does not know.");

        return new DecoderShape
        {
            Layers = config.Layers,
            KeyValueHeads = heads,
            HeadSize = size,
            ContextLength = Math.Min(config.ContextLength, maxContext),
            VocabularySize = config.VocabularySize,
            HasPositionIds = hasPositions,
            LastLogitsOnly = logits[1] == 1,
        };
    }
}

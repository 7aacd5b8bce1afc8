using LatencyPortal.Decoding.Models.Configs;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace LatencyPortal.Decoding.Models;

/// <summary>The sizes of a decoder, taken from its graph.</summary>
internal sealed record DecoderShape
{
    public required int Layers { get; init; }

    public required int KeyValueHeads { get; init; }

    public required int HeadSize { get; init; }

    /// <summary>Tokens of prompt and answer together.</summary>
    public required int ContextLength { get; init; }

    /// <summary>Width of a row of logits; may be padded beyond the tokenizer's ids.</summary>
    public required int VocabularySize { get; init; }

    /// <summary>The graph computes logits for the last token of a run only.</summary>
    public bool LastLogitsOnly { get; init; }

    /// <summary>Type of keys and values.</summary>
    public TensorElementType KeyValueType { get; init; } = TensorElementType.Float;

    /// <summary>Bytes of one token in one head of one tensor.</summary>
    public int HeadBytes => HeadSize * SizeOf(KeyValueType);

    /// <summary>Tensors of keys and of values.</summary>
    public int Tensors => Layers * 2;

    /// <summary>Bytes that one token of one sequence takes over all layers.</summary>
    public long BytesPerToken => (long)Tensors * KeyValueHeads * HeadBytes;

    /// <summary>Takes the sizes from a graph's inputs and outputs; those that it does not fix are 0 until a run has shown them.</summary>
    public static DecoderShape Of(DecoderPorts ports, ContextLimit context) => new()
    {
        Layers = ports.Layers,
        KeyValueHeads = ports.KeyValueHeads,
        HeadSize = ports.HeadSize,
        ContextLength = context.Tokens,
        VocabularySize = ports.VocabularySize ?? 0,
        LastLogitsOnly = ports.LastLogitsOnly,
        KeyValueType = ports.KeyValueType,
    };

    public static int SizeOf(TensorElementType type) => type == TensorElementType.Float16 ? 2 : 4;
}

namespace LatencyPortal.Decoding;

/// <summary>What a loaded model is and can do.</summary>
public sealed record ModelDetails
{
    /// <summary>How its folder is laid out.</summary>
    public required ModelLayout Layout { get; init; }

    /// <summary>The ONNX file, relative to the folder.</summary>
    public required string File { get; init; }

    /// <summary>Layers that keep keys and values.</summary>
    public required int Layers { get; init; }

    /// <summary>Heads of keys and values in each layer.</summary>
    public required int KeyValueHeads { get; init; }

    /// <summary>Numbers of one head.</summary>
    public required int HeadSize { get; init; }

    /// <summary>Type of keys and values: <c>fp32</c> or <c>fp16</c>.</summary>
    public required string KeyValueType { get; init; }

    /// <summary>Bytes of keys and values of one token over all layers.</summary>
    public required long KeyValueBytesPerToken { get; init; }

    /// <summary>What most of the weights are: <c>fp32</c>, <c>fp16</c>, <c>bf16</c>, <c>int8</c>, <c>int4</c> or <c>int4+int8</c>.</summary>
    public required string Weights { get; init; }

    /// <summary>
    /// How exactly quantized matrices are multiplied (accuracy_level of MatMulNBits): 1 in fp32, 2 in fp16, 4 with the other
    /// factor rounded to 8 bits, which is fastest; 0 leaves it to ONNX Runtime. Null without such matrices.
    /// </summary>
    public required int? AccuracyLevel { get; init; }

    /// <summary>How keys and values are kept.</summary>
    public required AttentionKind Attention { get; init; }

    /// <summary>Tokens that prompt and answer may have together, after all limits.</summary>
    public required int ContextLength { get; init; }

    /// <summary>Tokens of the tokenizer.</summary>
    public required int VocabularySize { get; init; }

    /// <summary>Sequences that are decoded together.</summary>
    public required int MaxSequences { get; init; }

    /// <summary>Proposed tokens can be verified.</summary>
    public required bool Speculation { get; init; }

    /// <summary>Several sequences can share a run.</summary>
    public required bool Batching { get; init; }

    /// <summary>Prompts and answers are kept for requests that begin alike.</summary>
    public required bool PrefixCache { get; init; }

    /// <summary>Answers can be held to a JSON schema.</summary>
    public required bool ConstrainedDecoding { get; init; }

    /// <summary>
    /// How far the logits of tokens computed one by one are from those of the same tokens computed together: length of the
    /// difference over the length of the logits. Rounding alone gives about 1e-6 in fp32 and 1e-3 in fp16.
    /// </summary>
    public required double StepDifference { get; init; }

    /// <summary>
    /// What flows through the model is rounded to 8 bits by a scale of the whole run (dynamic quantization), so answers
    /// depend a little on what shares the run.
    /// </summary>
    public required bool RoundsActivations { get; init; }

    /// <summary>Memory that it takes.</summary>
    public required MemoryEstimate Memory { get; init; }
}

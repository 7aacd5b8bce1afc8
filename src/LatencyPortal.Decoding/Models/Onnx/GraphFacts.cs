namespace LatencyPortal.Decoding.Models.Onnx;

/// <summary>What can be known of an ONNX model without loading it.</summary>
internal sealed record GraphFacts
{
    /// <summary>Nodes by operator, those of sub-graphs and functions included.</summary>
    public required IReadOnlyDictionary<string, int> Operators { get; init; }

    public required IReadOnlyDictionary<string, Port> Inputs { get; init; }

    public required IReadOnlyDictionary<string, Port> Outputs { get; init; }

    /// <summary>Bytes of all constants, in the file and beside it.</summary>
    public required long WeightBytes { get; init; }

    /// <summary>What most of the weights are: <c>fp32</c>, <c>fp16</c>, <c>bf16</c>, <c>int8</c>, <c>int4</c> or <c>int4+int8</c>.</summary>
    public required string Weights { get; init; }

    /// <summary>
    /// Numbers that flow through the graph are rounded to 8 bits in every run, by a scale that depends on what is in the
    /// run: logits then differ a little with how many tokens are computed together.
    /// </summary>
    public required bool RoundsActivations { get; init; }

    /// <summary>
    /// Weights of 8 bits are multiplied with rounded activations and use more than 7 of their bits: without VNNI the sums of
    /// two products, which take 16 bits, may overflow.
    /// </summary>
    public required bool UsesWholeInt8Range { get; init; }

    /// <summary>Highest accuracy_level of MatMulNBits; null without such nodes. 4 rounds the other factor to 8 bits, row by row, and is the fastest.</summary>
    public required int? AccuracyLevel { get; init; }

    /// <summary>Smallest window of attention that a node has; null when all see everything.</summary>
    public required int? Window { get; init; }

    /// <summary>Rows of the smallest table of rotary positions; null when no constant holds them.</summary>
    public required long? RotaryRows { get; init; }

    /// <summary>Tokens beyond which the graph takes other rotary positions, so that keys of before would not fit; null when it never does.</summary>
    public required long? RotarySwitch { get; init; }

    /// <summary>Files beside the model and the bytes that they must have.</summary>
    public required IReadOnlyDictionary<string, long> ExternalFiles { get; init; }

    /// <summary>Keys can be appended in place, because GroupQueryAttention takes one buffer as past and present.</summary>
    public bool KeepsKeysInPlace => Operators.ContainsKey("GroupQueryAttention");
}

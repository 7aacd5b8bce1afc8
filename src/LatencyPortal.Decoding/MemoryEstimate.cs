namespace LatencyPortal.Decoding;

/// <summary>Memory that a model takes, in bytes, as it can be told before loading it.</summary>
/// <param name="Weights">Weights, twice where a small model has two sessions, and half as much again where matrices are quantized: ONNX Runtime packs them anew.</param>
/// <param name="KeyValues">Keys and values of all sequences for the whole context.</param>
/// <param name="Logits">Rows of logits.</param>
/// <param name="PrefixCache">Most bytes of prompts and answers that are kept.</param>
/// <param name="Draft">All of the draft model.</param>
public sealed record MemoryEstimate(long Weights, long KeyValues, long Logits, long PrefixCache, long Draft)
{
    /// <summary>The sum.</summary>
    public long Total => Weights + KeyValues + Logits + PrefixCache + Draft;
}

namespace LatencyPortal.Decoding.KvCache;

/// <summary>What the prefix tree has of a prompt.</summary>
/// <param name="Length">Leading tokens whose keys and values are known.</param>
/// <param name="Logits">The logits after the last token, when all of the prompt is known and they were kept.</param>
internal readonly record struct PrefixMatch(int Length, float[]? Logits);

namespace LatencyPortal.Gateway.Prompts.Traces;

/// <summary>One request of a recorded trace.</summary>
/// <param name="At">When it came, from whatever moment the trace counts.</param>
/// <param name="Blocks">Its blocks from the start on; each hash covers all before it too, so that equal hashes mean equal beginnings.</param>
/// <param name="TokensTo">Tokens from the start through each block.</param>
/// <param name="InputTokens">Tokens of the whole prompt; more than the blocks have when its end belongs to no block.</param>
/// <param name="CachedTokens">What the provider said that it had in its cache, where it said so.</param>
internal sealed record TraceRequest(TimeSpan At, ulong[] Blocks, int[] TokensTo, int InputTokens, int? CachedTokens = null);

namespace LatencyPortal.Decoding.Models.Configs;

/// <summary>A reason to use less of the context than the model was made for.</summary>
/// <param name="Tokens">Most tokens.</param>
/// <param name="Reason">What it comes from; the first half of a sentence.</param>
internal sealed record ContextLimit(int Tokens, string Reason);

namespace LatencyPortal.Gateway.Prompts.Replay;

/// <summary>How long a first token takes, as a line: what a model was seen to take.</summary>
/// <param name="BaseMs">TTFT in ms of a prompt that the cache has as a whole, 0 or more.</param>
/// <param name="MsPerUncachedToken">Milliseconds that each token adds that has to be read, 0 or more.</param>
public sealed record TtftEstimate(double BaseMs, double MsPerUncachedToken);

namespace LatencyPortal.Decoding.Sampling;

/// <summary>A token and the natural logarithm of the probability that the model gave it.</summary>
internal readonly record struct TokenLogprob(int Token, float Logprob);

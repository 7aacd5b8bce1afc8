namespace LatencyPortal.Gateway;

/// <summary>A token and the natural logarithm of the probability that the model gave it.</summary>
/// <param name="Text">What it spells.</param>
/// <param name="Bytes">What it adds to the answer; <see langword="null"/> when it has no bytes, or they are not known.</param>
/// <param name="Logprob">Of the model's own distribution where the model is the portal's; an endpoint decides by itself.</param>
public readonly record struct TokenLogprob(string Text, ReadOnlyMemory<byte>? Bytes, double Logprob);

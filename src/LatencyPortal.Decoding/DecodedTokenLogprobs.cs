namespace LatencyPortal.Decoding;

/// <summary>What the model thought where a token of the answer stands.</summary>
/// <param name="Chosen">The token of the answer.</param>
/// <param name="Top">The likeliest tokens, likeliest first; as many as <see cref="DecodeRequest.TopLogprobs"/> asks for.</param>
public sealed record DecodedTokenLogprobs(DecodedLogprob Chosen, IReadOnlyList<DecodedLogprob> Top);

namespace LatencyPortal.Api.Contracts;

/// <summary>A token of the answer and the likeliest ones in its place.</summary>
internal sealed record ContentLogprob(string Token, double Logprob, IReadOnlyList<int>? Bytes, IReadOnlyList<TopLogprob> TopLogprobs);

namespace LatencyPortal.Api.Contracts;

internal sealed record TopLogprob(string Token, double Logprob, IReadOnlyList<int>? Bytes);

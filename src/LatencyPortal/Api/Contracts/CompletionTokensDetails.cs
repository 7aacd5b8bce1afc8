namespace LatencyPortal.Api.Contracts;

internal sealed record CompletionTokensDetails(long ReasoningTokens);

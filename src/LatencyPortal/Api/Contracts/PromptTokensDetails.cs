namespace LatencyPortal.Api.Contracts;

internal sealed record PromptTokensDetails(long CachedTokens);

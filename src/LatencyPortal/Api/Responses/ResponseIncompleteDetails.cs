namespace LatencyPortal.Api.Responses;

/// <summary>Why a response is cut: <c>max_output_tokens</c> or <c>content_filter</c>.</summary>
internal sealed record ResponseIncompleteDetails(string Reason);

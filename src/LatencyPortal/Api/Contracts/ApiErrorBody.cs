namespace LatencyPortal.Api.Contracts;

/// <summary>What every failed API call answers, and what a stream that fails in its middle sends last.</summary>
internal sealed record ApiErrorBody(ApiErrorDetail Error);

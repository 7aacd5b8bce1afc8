namespace LatencyPortal.Api.Contracts;

internal sealed record ApiErrorDetail(string Message, string Type, string? Param, string? Code);

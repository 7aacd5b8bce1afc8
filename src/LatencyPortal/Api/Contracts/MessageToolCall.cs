namespace LatencyPortal.Api.Contracts;

/// <summary>A whole tool call of a message.</summary>
internal sealed record MessageToolCall(string Id, string Type, ToolCallFunction Function);

namespace LatencyPortal.Gateway.Providers;

/// <summary>The tool calls of a message as its caller wrote them, carried as the message's raw representation.</summary>
internal sealed record WrittenToolCalls(IReadOnlyList<ToolCallPiece> Calls);

namespace LatencyPortal.Data;

/// <summary>A tool that a model asked for.</summary>
/// <param name="Name">The tool.</param>
/// <param name="Arguments">Its arguments as JSON.</param>
internal sealed record ToolCall(string Name, string Arguments);

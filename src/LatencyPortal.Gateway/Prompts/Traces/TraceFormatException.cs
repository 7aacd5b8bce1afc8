namespace LatencyPortal.Gateway.Prompts.Traces;

/// <summary>A line of a trace cannot be read; the message names it and says why.</summary>
internal sealed class TraceFormatException(long line, string problem, Exception? inner = null) : Exception($"line {line}: {problem}", inner);

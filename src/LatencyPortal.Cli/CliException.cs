namespace LatencyPortal.Cli;

/// <summary>A verb cannot do what it was asked to; the message is a sentence that says why and what to do.</summary>
internal sealed class CliException(string message, Exception? inner = null) : Exception(message, inner);

namespace LatencyPortal.Chat.Exchange.Import;

/// <summary>A file, or one conversation of it, cannot be taken in; the message tells the user why and what to do.</summary>
internal sealed class ImportException(string message) : Exception(message);

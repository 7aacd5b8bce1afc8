namespace LatencyPortal.Chat.Attachments;

/// <summary>A PDF unpacks to more than it may.</summary>
internal sealed class PdfTooLargeException : Exception;

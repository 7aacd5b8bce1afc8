namespace LatencyPortal.Decoding;

/// <summary>The model, not the request, is at fault for an answer that cannot go on. The message is a sentence for people; other answers go on.</summary>
public sealed class DecodeFaultException(string message, Exception innerException) : Exception(message, innerException);

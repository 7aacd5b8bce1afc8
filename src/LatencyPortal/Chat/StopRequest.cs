namespace LatencyPortal.Chat;

/// <summary>Stops an answer.</summary>
/// <param name="MessageId">The answer.</param>
internal sealed record StopRequest(Guid MessageId);

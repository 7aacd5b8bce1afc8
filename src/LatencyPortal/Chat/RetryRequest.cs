namespace LatencyPortal.Chat;

/// <summary>Asks for the last answer once more.</summary>
/// <param name="MessageId">The answer.</param>
/// <param name="Model">The model that shall answer.</param>
internal sealed record RetryRequest(Guid MessageId, string? Model);

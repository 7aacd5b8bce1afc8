namespace LatencyPortal.Chat.Turns;

/// <summary>Asks for another answer to the same question.</summary>
/// <param name="MessageId">The answer that is there, which stays.</param>
/// <param name="Model">The model that shall answer; null for the same one.</param>
internal sealed record RegenerateRequest(Guid MessageId, string? Model);

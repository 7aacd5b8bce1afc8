namespace LatencyPortal.Chat.Turns;

/// <summary>Asks to go on with an answer that broke off.</summary>
/// <param name="MessageId">The answer, whose text stays.</param>
internal sealed record ContinueRequest(Guid MessageId);

namespace LatencyPortal.Chat.Turns;

/// <summary>What a question became.</summary>
/// <param name="ConversationId">Its conversation, perhaps new.</param>
/// <param name="MessageId">The answer that is being made, the first of several.</param>
internal sealed record SentResponse(Guid ConversationId, Guid MessageId);

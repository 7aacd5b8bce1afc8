namespace LatencyPortal.Tests.Chat.Hub;

/// <summary>What a question became, as a client reads it.</summary>
public sealed record HubSent(Guid ConversationId, Guid MessageId);

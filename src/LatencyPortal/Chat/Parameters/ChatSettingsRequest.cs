namespace LatencyPortal.Chat.Parameters;

/// <summary>Settings from the page.</summary>
/// <param name="ConversationId">Whose; null for a chat that has no question yet, whose settings are only looked at.</param>
/// <param name="Settings">The settings.</param>
internal sealed record ChatSettingsRequest(Guid? ConversationId, ChatSettings? Settings);

namespace LatencyPortal.Chat;

/// <summary>A question from the page.</summary>
/// <param name="ConversationId">The conversation; null begins a new one.</param>
/// <param name="Text">The question.</param>
/// <param name="Model">The chosen model.</param>
internal sealed record SendRequest(Guid? ConversationId, string? Text, string? Model);

using LatencyPortal.Chat.Parameters;

namespace LatencyPortal.Chat.Attachments;

/// <summary>A file from the page, and where it goes.</summary>
/// <param name="ConversationId">The conversation; null begins a new one.</param>
/// <param name="Model">The model that a new conversation begins with.</param>
/// <param name="Settings">What a new conversation sets.</param>
/// <param name="Name">The cleaned name of the file.</param>
/// <param name="File">Its bytes.</param>
internal sealed record NewAttachment(Guid? ConversationId, string? Model, ChatSettings? Settings, string Name, ReadOnlyMemory<byte> File);

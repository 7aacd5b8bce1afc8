namespace LatencyPortal.Chat.Library.Search;

/// <summary>A place where something was found.</summary>
/// <param name="ConversationId">The conversation.</param>
/// <param name="Title">Its name.</param>
/// <param name="MessageId">The message; <see langword="null"/> for the name itself.</param>
/// <param name="Role"><c>user</c> or <c>assistant</c>; <see langword="null"/> for the name itself.</param>
/// <param name="At">When the message was written, or the conversation last changed.</param>
/// <param name="Snippet">The text around it.</param>
internal sealed record SearchHit(Guid ConversationId, string Title, Guid? MessageId, string? Role, DateTimeOffset At, IReadOnlyList<SnippetPart> Snippet);

using LatencyPortal.Chat.Parameters;

namespace LatencyPortal.Chat.Turns;

/// <summary>A question from the page.</summary>
/// <param name="ConversationId">The conversation; null begins a new one.</param>
/// <param name="Text">The question.</param>
/// <param name="Model">The chosen model.</param>
/// <param name="Models">2 to 4 models to be compared, instead of one.</param>
/// <param name="Speed"><c>fast</c> lets the fast sibling of the chosen model answer, if it has one.</param>
/// <param name="Settings">What a new conversation sets; those of one that exists are saved on their own.</param>
internal sealed record SendRequest(Guid? ConversationId, string? Text, string? Model, IReadOnlyList<string>? Models, string? Speed, ChatSettings? Settings);

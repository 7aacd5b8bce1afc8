namespace LatencyPortal.Chat.Turns;

/// <summary>Asks a question in other words.</summary>
/// <param name="MessageId">The question, which stays.</param>
/// <param name="Text">The new words.</param>
/// <param name="Model">The chosen model.</param>
/// <param name="Models">2 to 4 models to be compared, instead of one.</param>
/// <param name="Speed"><c>fast</c> lets the fast sibling of the chosen model answer, if it has one.</param>
internal sealed record EditRequest(Guid MessageId, string? Text, string? Model, IReadOnlyList<string>? Models, string? Speed);

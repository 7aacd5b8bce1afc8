using LatencyPortal.Data;

namespace LatencyPortal.Chat.Hub;

/// <summary>A message as hub clients see it. Of an answer that is being made it has what was stored last; subscribe for the rest.</summary>
/// <param name="Id">The message.</param>
/// <param name="Role"><c>user</c> or <c>assistant</c>.</param>
/// <param name="Text">Markdown.</param>
/// <param name="Reasoning">What the model thought aloud.</param>
/// <param name="State"><c>streaming</c>, <c>complete</c>, <c>stopped</c>, <c>interrupted</c> or <c>failed</c>.</param>
/// <param name="Error">What went wrong, as a sentence.</param>
/// <param name="Model">The model that answered.</param>
/// <param name="RequestId">The call that made it.</param>
/// <param name="FinishReason">Why the model ended, where it says.</param>
/// <param name="CreatedAt">When it was asked.</param>
/// <param name="Figures">The figures of the call; null for questions.</param>
internal sealed record HubMessage(
    Guid Id,
    string Role,
    string Text,
    string Reasoning,
    string State,
    string? Error,
    string? Model,
    Guid? RequestId,
    string? FinishReason,
    DateTimeOffset CreatedAt,
    HubFigures? Figures)
{
    public static HubMessage Of(Message message) => new(
        message.Id,
        message.Role,
        message.Content,
        message.Reasoning,
        NameOf(message.State),
        message.Error,
        message.Model,
        message.RequestId,
        message.FinishReason,
        message.CreatedAt,
        message.Role == "assistant" ? HubFigures.Of(message) : null);

    public static string NameOf(MessageState state) => state switch
    {
        MessageState.Complete => "complete",
        MessageState.Streaming => "streaming",
        MessageState.Stopped => "stopped",
        MessageState.Interrupted => "interrupted",
        _ => "failed",
    };
}

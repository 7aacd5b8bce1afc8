using LatencyPortal.Data;

namespace LatencyPortal.Chat.Exchange.Export;

/// <summary>A conversation of this portal as it is written into files: everything but secrets.</summary>
internal static class ExportedConversation
{
    /// <param name="conversation">With its messages and documents.</param>
    /// <param name="folder">The name of its folder.</param>
    public static PortableConversation Of(Conversation conversation, string? folder) => new()
    {
        Id = conversation.Id.ToString(),
        Title = conversation.Title,
        CreatedAt = conversation.CreatedAt,
        UpdatedAt = conversation.UpdatedAt,
        Model = conversation.Model,
        Pinned = conversation.Pinned,
        Folder = folder,
        SystemPrompt = conversation.SystemPrompt,
        Parameters = conversation.Parameters == ChatParameters.Default ? null : conversation.Parameters,
        Documents =
        [
            .. conversation.Attachments.OrderBy(document => document.CreatedAt).ThenBy(document => document.Id)
                .Select(document => new PortableDocument { Name = document.Name, Bytes = document.Bytes, Text = document.Text, CreatedAt = document.CreatedAt }),
        ],
        LeafId = conversation.LeafId?.ToString(),
        Messages = [.. conversation.Messages.OrderBy(message => message.Index).ThenBy(message => message.CreatedAt).ThenBy(message => message.Id).Select(Of)],
    };

    private static PortableMessage Of(Message message) => new()
    {
        Id = message.Id.ToString(),
        ParentId = message.ParentId?.ToString(),
        Role = message.Role,
        Content = message.Content,
        Reasoning = message.Reasoning.Length > 0 ? message.Reasoning : null,
        Model = message.Model,
        State = message.State,
        Error = message.Error,
        FinishReason = message.FinishReason,
        CreatedAt = message.CreatedAt,
        TtftMs = message.TtftMs,
        TpotMs = message.TpotMs,
        OutputTokens = message.OutputTokens,
        TokensEstimated = message.TokensEstimated,
        ComparisonId = message.ComparisonId?.ToString(),
        Marks = message.Marks,
    };
}

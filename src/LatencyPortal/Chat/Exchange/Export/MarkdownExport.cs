using System.Globalization;
using System.Text;
using LatencyPortal.Data;

namespace LatencyPortal.Chat.Exchange.Export;

/// <summary>The shown branch of a conversation as Markdown, for reading.</summary>
internal static class MarkdownExport
{
    /// <param name="conversation">With its messages and documents.</param>
    public static string Of(Conversation conversation)
    {
        var text = new StringBuilder($"# {conversation.Title.ReplaceLineEndings(" ")}\n\n");
        text.Append(CultureInfo.InvariantCulture, $"{conversation.CreatedAt:yyyy-MM-dd HH:mm} UTC\n");
        foreach (var document in conversation.Attachments.OrderBy(document => document.CreatedAt).ThenBy(document => document.Id))
            text.Append(CultureInfo.InvariantCulture, $"\nDocument: {document.Name.ReplaceLineEndings(" ")}\n");
        if (conversation.SystemPrompt is { Length: > 0 } prompt)
            text.Append("\n## System prompt\n\n").Append(prompt).Append('\n');

        var path = ConversationTree.Path(conversation.Messages, conversation.LeafId);
        foreach (var message in path.Concat(ConversationTree.Compared(conversation.Messages, conversation.LeafId)))
        {
            text.Append(CultureInfo.InvariantCulture, $"\n## {(message.Role == "user" ? "Question" : message.Model ?? "Answer")}\n\n");
            if (message.Reasoning.Length > 0)
                text.Append("> ").Append(message.Reasoning.Trim().ReplaceLineEndings("\n> ")).Append("\n\n");
            text.Append(message.Content.Trim()).Append('\n');
            if (Mark(message) is { } mark)
                text.Append("\n*").Append(mark).Append("*\n");
        }

        return text.ToString();
    }

    private static string? Mark(Message message) => message.State switch
    {
        MessageState.Streaming => "Still being written when this was exported.",
        MessageState.Stopped => "Stopped.",
        MessageState.Interrupted => "Interrupted.",
        MessageState.Failed => $"Failed: {message.Error?.ReplaceLineEndings(" ")}",
        _ => null,
    };
}

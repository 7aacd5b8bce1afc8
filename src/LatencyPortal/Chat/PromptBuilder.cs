using LatencyPortal.Data;
using Microsoft.Extensions.AI;

namespace LatencyPortal.Chat;

/// <summary>
/// Makes the prompt of an answer: what stays the same comes first, documents before the system prompt's successors, so that
/// every turn of a conversation begins with the same tokens.
/// </summary>
internal sealed class PromptBuilder(ConversationStore store)
{
    private const string GoOn =
        "Your last message was cut off. Go on exactly where it stopped, in the middle of the word if need be. Repeat nothing of it and say nothing about it.";

    /// <summary>The messages that lead to an answer, and how it is drawn.</summary>
    public async Task<(List<ChatMessage> Messages, ChatOptions Options)> BuildAsync(Message answer, CancellationToken cancellationToken)
    {
        var conversation = await store.FindHeadAsync(answer.ConversationId, cancellationToken);
        var messages = new List<ChatMessage>();
        if (conversation?.SystemPrompt is { Length: > 0 } system)
            messages.Add(new ChatMessage(ChatRole.System, system));
        foreach (var document in await store.DocumentsAsync(answer.ConversationId, cancellationToken))
            messages.Add(new ChatMessage(ChatRole.System, $"Document “{document.Name}”:\n\n{document.Text}"));
        foreach (var turn in await store.HistoryAsync(answer, cancellationToken))
            messages.Add(new ChatMessage(turn.Role == "user" ? ChatRole.User : ChatRole.Assistant, turn.Content));
        // An answer that goes on: its text as the model's last word would be enough where the server takes a last assistant message
        // as a beginning, but OpenAI and most compatible servers begin a new message after it, and nobody says which a server does.
        // A request in words works with all of them; those that read on from a prefix are asked for the same.
        if (answer.Content.Length > 0)
            messages.AddRange([new ChatMessage(ChatRole.Assistant, answer.Content), new ChatMessage(ChatRole.User, GoOn)]);
        return (messages, Options(conversation?.Parameters ?? ChatParameters.Default));
    }

    private static ChatOptions Options(ChatParameters parameters) => new()
    {
        Temperature = (float?)parameters.Temperature,
        TopP = (float?)parameters.TopP,
        MaxOutputTokens = parameters.MaxTokens,
        StopSequences = parameters.Stop is { Count: > 0 } stop ? [.. stop] : null,
        Seed = parameters.Seed,
        Reasoning = parameters.ReasoningEffort is { } effort && Enum.TryParse<ReasoningEffort>(effort, ignoreCase: true, out var level)
            ? new ReasoningOptions { Effort = level }
            : null,
    };
}

using LatencyPortal.Chat.Attachments;
using LatencyPortal.Data;
using LatencyPortal.Gateway;
using Microsoft.Extensions.AI;

namespace LatencyPortal.Chat;

/// <summary>
/// Makes the prompt of an answer: what stays the same comes first, the documents before all, so that every turn of a
/// conversation begins with the same tokens.
/// </summary>
internal sealed class PromptBuilder(ConversationStore store)
{
    /// <summary>The messages that lead to an answer, and how it is drawn.</summary>
    public async Task<(List<ChatMessage> Messages, ChatOptions Options)> BuildAsync(Message answer, CancellationToken cancellationToken)
    {
        var conversation = await store.FindHeadAsync(answer.ConversationId, cancellationToken);
        var messages = Begin(await store.DocumentsAsync(answer.ConversationId, cancellationToken), conversation?.SystemPrompt);
        foreach (var turn in await store.HistoryAsync(answer, cancellationToken))
            messages.Add(new ChatMessage(turn.Role == "user" ? ChatRole.User : ChatRole.Assistant, turn.Content));
        var options = Options(conversation?.Parameters ?? ChatParameters.Default);
        if (answer.Content.Length > 0)
            messages.Add(new ChatMessage(ChatRole.Assistant, answer.Content));

        // The next question begins with all of this.
        new CallExtras { GoesOn = answer.Content.Length > 0, CacheControl = true }.Attach(options);

        return (messages, options);
    }

    /// <summary>
    /// What all prompts of a conversation begin with. It is one system message: many chat templates refuse a second one, and
    /// the system prompt behind the documents can be changed without reading them anew.
    /// </summary>
    /// <param name="documents">In the order in which they were attached.</param>
    /// <param name="systemPrompt">The conversation's own; <see langword="null"/> for none.</param>
    public static List<ChatMessage> Begin(IReadOnlyList<Attachment> documents, string? systemPrompt)
    {
        var text = DocumentPrompt.Write(documents) + systemPrompt;
        return text.Length == 0 ? [] : [new ChatMessage(ChatRole.System, text)];
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

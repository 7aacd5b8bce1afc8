using System.Text.Json;
using LatencyPortal.Chat.Attachments;
using LatencyPortal.Data;
using LatencyPortal.Gateway;
using LatencyPortal.Gateway.Prompts.Composition;
using LatencyPortal.Gateway.Prompts.Templates;
using LatencyPortal.Prompts;
using Microsoft.Extensions.AI;

namespace LatencyPortal.Chat;

/// <summary>
/// Makes the prompt of an answer: what stays the same comes first, the template's text and the documents before all, so that every turn of a
/// conversation begins with the same tokens. Questions stand in the history as the model saw them.
/// </summary>
internal sealed class PromptBuilder(ConversationStore store, TemplateComposer templates, TimeProvider time)
{
    /// <summary>The messages that lead to an answer, and how it is drawn.</summary>
    /// <param name="answer">The answer.</param>
    /// <param name="model">Who makes it.</param>
    /// <param name="context">The call.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="TemplateException">The conversation does not fit its template, or there is none of that name any more.</exception>
    public async Task<(List<ChatMessage> Messages, ChatOptions Options)> BuildAsync(Message answer, ModelDescription model, RequestContext context, CancellationToken cancellationToken)
    {
        var conversation = await store.FindHeadAsync(answer.ConversationId, cancellationToken);
        var begin = BeginText(await store.DocumentsAsync(answer.ConversationId, cancellationToken), conversation?.SystemPrompt);
        var turns = await store.HistoryAsync(answer, cancellationToken);
        var (messages, prompt) = conversation?.Template is { } template
            ? await ComposeAsync(template, conversation, answer, model, begin, turns, context, cancellationToken)
            : ([.. Begin(begin), .. turns.Select(Said)], null);
        var options = Options(conversation?.Parameters ?? ChatParameters.Default);
        if (answer.Content.Length > 0)
            messages.Add(new ChatMessage(ChatRole.Assistant, answer.Content));

        // The next question begins with all of this.
        var extras = new CallExtras { GoesOn = answer.Content.Length > 0, CacheControl = true };
        (prompt?.Address(extras) ?? extras).Attach(options);

        return (messages, options);
    }

    /// <summary>
    /// What all prompts of a conversation begin with. It is one system message: many chat templates refuse a second one, and
    /// the system prompt behind the documents can be changed without reading them anew.
    /// </summary>
    /// <param name="documents">In the order in which they were attached.</param>
    /// <param name="systemPrompt">The conversation's own; <see langword="null"/> for none.</param>
    public static List<ChatMessage> Begin(IReadOnlyList<Attachment> documents, string? systemPrompt) => Begin(BeginText(documents, systemPrompt));

    private static List<ChatMessage> Begin(string text) => text.Length == 0 ? [] : [new ChatMessage(ChatRole.System, text)];

    private static string BeginText(IReadOnlyList<Attachment> documents, string? systemPrompt) => DocumentPrompt.Write(documents) + systemPrompt;

    private async Task<(List<ChatMessage> Messages, TemplatePrompt? Prompt)> ComposeAsync(
        string reference, Conversation conversation, Message answer, ModelDescription model, string begin, IReadOnlyList<Message> turns, RequestContext context, CancellationToken cancellationToken)
    {
        // All turns of a conversation get the same arm of a split label.
        var template = await templates.ResolveAsync(reference, conversation.Id.ToString(), cancellationToken);
        var question = turns is [.., { Role: "user" } last] ? last : null;
        var (prompt, trace) = templates.Compose(
            template,
            new ComposeRequest
            {
                Now = time.GetUtcNow(),
                Variables = (conversation.Variables ?? []).Where(value => template.Compiled.Template.Variables.Any(variable => variable.Name == value.Key))
                    .ToDictionary(value => value.Key, value => JsonSerializer.SerializeToElement(value.Value), StringComparer.Ordinal),
                Preamble = begin,
                History = [.. turns.SkipLast(question is null ? 0 : 1).Select(Said)],
                Input = question is null ? null : new ChatMessage(ChatRole.User, question.Content),
            },
            context.Id,
            model,
            conversation.Id.ToString());
        (context.Template, context.TemplateVersion, context.Trace) = (template.Name, template.Version, trace);
        List<ChatMessage> messages = [.. prompt.Messages];
        if (question is null)
            return (messages, prompt);
        // An answer that goes on was begun to the question as it was put then.
        if (answer.Content.Length > 0 && question.Asked is not null)
            messages[^1] = Said(question);
        else if (prompt.Composed.Asked != (question.Asked ?? question.Content))
            await store.SaveAskedAsync(question.Id, prompt.Composed.Asked, cancellationToken);
        return (messages, prompt);
    }

    private static ChatMessage Said(Message turn) => new(turn.Role == "user" ? ChatRole.User : ChatRole.Assistant, turn.Asked ?? turn.Content);

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

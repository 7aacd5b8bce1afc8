using System.Globalization;
using LatencyPortal.Gateway;
using Microsoft.Extensions.AI;

namespace LatencyPortal.Chat.Attachments;

/// <summary>Tells before a question is asked whether the documents leave room for it, where a model's context is known.</summary>
internal sealed class DocumentFit(ConversationStore conversations, ModelGateway gateway)
{
    /// <summary>
    /// So many times the context by estimate and nobody needs to count: the estimate is never so far off, and counting the
    /// tokens of megabytes takes seconds.
    /// </summary>
    private const int Hopeless = 16;

    /// <summary>Why a question cannot be asked, as a sentence; <see langword="null"/> when it can, or when nobody knows.</summary>
    /// <param name="conversationId">Whose documents.</param>
    /// <param name="models">Who shall answer.</param>
    /// <param name="question">The question; empty for an answer that is made anew.</param>
    /// <param name="cancellationToken">Ends the work between two models.</param>
    public async Task<string?> CheckAsync(Guid conversationId, IEnumerable<string> models, string question, CancellationToken cancellationToken)
    {
        var known = models.Select(id => gateway.Models.FirstOrDefault(model => model.Id == id))
            .Where(model => model is { ContextLength: not null } && ReadsDocuments(model.Id)).ToList();
        if (known.Count == 0)
            return null;
        var documents = await conversations.DocumentsAsync(conversationId, cancellationToken);
        if (documents.Count == 0)
            return null;
        var conversation = await conversations.FindHeadAsync(conversationId, cancellationToken);
        List<ChatMessage> messages = [.. PromptBuilder.Begin(documents, conversation?.SystemPrompt), new ChatMessage(ChatRole.User, question)];
        foreach (var model in known)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var context = model!.ContextLength!.Value;
            var estimate = messages.Sum(message => (long)TokenEstimate.Of(message.Text));
            var counted = estimate > (long)context * Hopeless ? null : await gateway.CountTokensAsync(model.Id, messages, cancellationToken);
            if ((counted ?? estimate) < context)
                continue;
            var what = documents.Count == 1 ? $"“{documents[0].Name}”" : $"The {documents.Count} attached documents";
            var size = counted is { } exact ? string.Create(CultureInfo.InvariantCulture, $"{exact:N0} tokens") : TokenEstimate.Format(estimate);
            return string.Create(
                CultureInfo.InvariantCulture,
                $"{what} and your question make {size}, and {model.Id} holds {context:N0} with its answer. Remove a document, attach a shorter part, or choose a model with a larger context.");
        }

        return null;
    }

    /// <summary>Whether a model reads attached documents. The built-in one is grounded in the portal's help instead.</summary>
    public static bool ReadsDocuments(string model) => Parameters.ModelAbilities.ReadsSystemPrompt(model);
}

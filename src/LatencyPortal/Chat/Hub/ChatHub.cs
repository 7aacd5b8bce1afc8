using System.Text;
using LatencyPortal.Chat.Attachments;
using LatencyPortal.Chat.Turns;
using LatencyPortal.Gateway;
using Microsoft.AspNetCore.SignalR;

namespace LatencyPortal.Chat.Hub;

/// <summary>
/// The chat for SignalR clients, see docs/hub.md. No connection owns an answer: it asks, follows from any offset, and stops,
/// each of which another connection may do as well.
/// </summary>
internal sealed class ChatHub(GenerationRegistry generations, ModelGateway gateway, ConversationStore store, TurnStore turns, DocumentFit fit, AnswerFeed feed) : Microsoft.AspNetCore.SignalR.Hub
{
    /// <summary>Most answers that one connection follows at once.</summary>
    public const int MostSubscriptions = 64;

    private const string SubscriptionsKey = "subscriptions";

    /// <summary>Asks, and starts the answer.</summary>
    /// <param name="conversationId">The conversation; null begins a new one.</param>
    /// <param name="text">The question, at most 1 MB of UTF-8.</param>
    /// <param name="model">The model that shall answer.</param>
    public async Task<SentResponse> Ask(Guid? conversationId, string? text, string? model)
    {
        if (string.IsNullOrWhiteSpace(text))
            throw new HubException(ChatRefusals.Empty);
        if (Encoding.UTF8.GetByteCount(text) > ChatRefusals.LargestQuestion)
            throw new HubException(ChatRefusals.TooLarge);
        if (string.IsNullOrEmpty(model))
            throw new HubException(ChatRefusals.NoModel);
        if (gateway.Models.All(known => known.Id != model))
            throw new HubException($"There is no model {model}. GET /v1/models lists those of this portal.");
        return await generations.OneByOneAsync(() => StartAsync(conversationId, NewQuestion.Tidy(text), model), Context.ConnectionAborted);
    }

    /// <summary>
    /// Follows an answer: first one batch with everything from the offset on, which is empty when there is nothing yet, then
    /// what comes, to its end.
    /// </summary>
    /// <param name="messageId">The answer.</param>
    /// <param name="offset">What the client has already.</param>
    /// <param name="cancellationToken">Given by SignalR: the client leaves, or cancels the stream.</param>
    public async IAsyncEnumerable<IReadOnlyList<HubEvent>> Subscribe(
        Guid messageId, HubOffset offset, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var place = Subscriptions().Take()
            ?? throw new HubException($"This connection follows {MostSubscriptions} answers already. End one of them first.");
        await foreach (var batch in feed.ReadAsync(messageId, offset, cancellationToken))
            yield return batch;
    }

    /// <summary>Stops an answer; the text so far is kept.</summary>
    /// <returns>False when it is not being made any more.</returns>
    public bool Stop(Guid messageId) => generations.Stop(messageId);

    /// <summary>A conversation with the messages of the path that is shown.</summary>
    public async Task<HubConversation> Conversation(Guid id)
    {
        var conversation = await store.FindAsync(id, Context.ConnectionAborted)
            ?? throw new HubException("There is no such conversation. It may have been deleted.");
        return HubConversation.Of(conversation);
    }

    private async Task<SentResponse> StartAsync(Guid? conversationId, string text, string model)
    {
        if (!generations.HasRoomFor(1))
            throw new HubException(ChatRefusals.TooMany);
        if (conversationId is { } id)
        {
            if (generations.IsRunning(id))
                throw new HubException(ChatRefusals.Running);
            if (await fit.CheckAsync(id, [model], text, Context.ConnectionAborted) is { } tooLong)
                throw new HubException(tooLong);
        }

        var turn = await turns.AskAsync(conversationId, new NewQuestion(text, [model]), Context.ConnectionAborted);
        if (turn.Problem is { } problem)
            throw new HubException(problem == TurnProblem.NothingChosen ? ChatRefusals.NothingChosen : ChatRefusals.Deleted);
        generations.Start(turn.Answers);
        return new SentResponse(turn.Answers[0].ConversationId, turn.Answers[0].Id);
    }

    private BoundedPlaces Subscriptions()
    {
        // A hub object lives for one call; the items live as long as the connection.
        lock (Context.Items)
        {
            if (Context.Items.TryGetValue(SubscriptionsKey, out var known))
                return (BoundedPlaces)known!;
            var places = new BoundedPlaces(MostSubscriptions);
            Context.Items[SubscriptionsKey] = places;
            return places;
        }
    }
}

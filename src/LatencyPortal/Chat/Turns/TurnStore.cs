using LatencyPortal.Data;
using Microsoft.EntityFrameworkCore;

namespace LatencyPortal.Chat.Turns;

/// <summary>
/// The turns of conversations. Nothing is ever overwritten: a question that is edited and an answer that is made again stand
/// beside the old ones as variants, and the conversation's leaf says which path is shown.
/// </summary>
/// <param name="databases">Where they lie.</param>
/// <param name="time">Stamps new messages.</param>
/// <param name="announce">Tells the tabs that another path is shown. New answers are announced by <see cref="GenerationRegistry"/>.</param>
internal sealed class TurnStore(IDbContextFactory<PortalDbContext> databases, TimeProvider time, Action<Guid> announce)
{
    /// <summary>Most models that can be asked at once.</summary>
    public const int MostCompared = 4;

    /// <summary>Adds a question after the leaf and an empty answer for each model; makes the conversation if there is none.</summary>
    public async Task<Turn> AskAsync(Guid? conversationId, NewQuestion question, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var conversation = conversationId is { } id
            ? await database.Conversations.FirstOrDefaultAsync(c => c.Id == id, cancellationToken)
            : Begin(database, question);
        if (conversation is null)
            return Turn.Refused(TurnProblem.NotFound);
        if (conversation.LeafId is null)
            await NameAsync(database, conversation, question, cancellationToken);
        var leaf = conversation.LeafId is { } last ? await database.Messages.FirstOrDefaultAsync(m => m.Id == last, cancellationToken) : null;
        return leaf is { Role: "user" }
            ? Turn.Refused(TurnProblem.NothingChosen)
            : await AddAsync(database, conversation, leaf?.Id, leaf is null ? 0 : leaf.Index + 1, question, cancellationToken);
    }

    /// <summary>Asks a question anew in other words, as a variant of it.</summary>
    public async Task<Turn> EditAsync(Guid questionId, NewQuestion question, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var (old, conversation) = await FindAsync(database, questionId, "user", cancellationToken);
        return old is null || conversation is null
            ? Turn.Refused(TurnProblem.NotFound)
            : await AddAsync(database, conversation, old.ParentId, old.Index, question, cancellationToken);
    }

    /// <summary>Adds an empty variant of an answer, by the same model unless another is named.</summary>
    public async Task<Turn> RegenerateAsync(Guid answerId, string? model, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var (old, conversation) = await FindAsync(database, answerId, "assistant", cancellationToken);
        if (old is null || conversation is null)
            return Turn.Refused(TurnProblem.NotFound);
        // Beside others, an answer is made again in its place there.
        var beside = conversation.LeafId == old.ParentId && (model is null || model == old.Model) ? old.ComparisonId : null;
        var answer = AnswerTo(conversation.Id, old.ParentId, old.Index, model ?? old.Model!, time.GetUtcNow(), beside);
        return await ShowAsync(database, conversation, [answer], cancellationToken);
    }

    /// <summary>
    /// Opens an answer that broke off once more: it keeps its text, and the generation appends to that. No variant is made,
    /// because nothing is lost; where the conversation has gone on behind the answer it is refused, because what was said
    /// there was said to the shorter text.
    /// </summary>
    public async Task<Turn> ContinueAsync(Guid answerId, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var answer = await database.Messages.FirstOrDefaultAsync(m => m.Id == answerId && m.Role == "assistant", cancellationToken);
        var conversation = answer is null ? null : await database.Conversations.FirstOrDefaultAsync(c => c.Id == answer.ConversationId, cancellationToken);
        if (answer is null || conversation is null)
            return Turn.Refused(TurnProblem.NotFound);
        if (!CanContinue(answer))
            return Turn.Refused(TurnProblem.NothingToContinue);
        if (await database.Messages.AnyAsync(m => m.ParentId == answerId, cancellationToken))
            return Turn.Refused(TurnProblem.GoneOn);
        (answer.State, answer.Error, answer.FinishReason, answer.RequestId) = (MessageState.Streaming, null, null, null);
        (answer.TtftMs, answer.TpotMs, answer.OutputTokens, answer.TokensEstimated) = (null, null, null, false);
        conversation.UpdatedAt = time.GetUtcNow();
        await database.SaveChangesAsync(cancellationToken);
        return new Turn([answer]);
    }

    /// <summary>Whether an answer broke off and has text to go on with.</summary>
    public static bool CanContinue(Message answer) =>
        answer.Content.Length > 0
        && (answer.State is MessageState.Stopped or MessageState.Interrupted or MessageState.Failed || answer is { State: MessageState.Complete, FinishReason: "length" });

    /// <summary>Shows the newest branch behind a message, for all tabs.</summary>
    /// <returns>Whether there is such a message.</returns>
    public Task<bool> ChooseAsync(Guid messageId, CancellationToken cancellationToken) =>
        MoveAsync(messageId, (messages, message) => ConversationTree.NewestLeaf(messages, message.Id), cancellationToken);

    /// <summary>Goes on with one of several compared answers, and with its model.</summary>
    /// <returns>Whether there is such an answer.</returns>
    public Task<bool> GoOnAsync(Guid answerId, CancellationToken cancellationToken) => MoveAsync(
        answerId, (messages, message) => message.ComparisonId is null ? null : ConversationTree.NewestLeaf(messages, message.Id), cancellationToken, takeModel: true);

    /// <summary>Shows compared answers side by side again: the path ends with their question.</summary>
    /// <returns>Whether the answer was compared.</returns>
    public Task<bool> CompareAsync(Guid answerId, CancellationToken cancellationToken) =>
        MoveAsync(answerId, (_, message) => message.ComparisonId is null ? null : message.ParentId, cancellationToken);

    private async Task<bool> MoveAsync(
        Guid messageId, Func<List<Message>, Message, Guid?> leafOf, CancellationToken cancellationToken, bool takeModel = false)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var message = await database.Messages.AsNoTracking().FirstOrDefaultAsync(m => m.Id == messageId, cancellationToken);
        if (message is null || await database.Conversations.FirstOrDefaultAsync(c => c.Id == message.ConversationId, cancellationToken) is not { } conversation)
            return false;
        var messages = await database.Messages.AsNoTracking().Where(m => m.ConversationId == conversation.Id).ToListAsync(cancellationToken);
        if (leafOf(messages, message) is not { } leaf)
            return false;
        (conversation.LeafId, conversation.Model) = (leaf, takeModel ? message.Model : conversation.Model);
        await database.SaveChangesAsync(cancellationToken);
        announce(conversation.Id);
        return true;
    }

    private Conversation Begin(PortalDbContext database, NewQuestion question)
    {
        var now = time.GetUtcNow();
        var conversation = new Conversation { Title = ConversationTitle.Of(question.Text), CreatedAt = now, UpdatedAt = now };
        question.Settings?.Apply(conversation);
        database.Conversations.Add(conversation);
        return conversation;
    }

    /// <summary>A conversation that began with a file is called like it; its first question says more.</summary>
    private static async Task NameAsync(PortalDbContext database, Conversation conversation, NewQuestion question, CancellationToken cancellationToken)
    {
        if (await database.Attachments.IgnoreQueryFilters().AnyAsync(a => a.ConversationId == conversation.Id && a.Name == conversation.Title, cancellationToken))
            conversation.Title = ConversationTitle.Of(question.Text);
    }

    private static async Task<(Message? Message, Conversation? Conversation)> FindAsync(
        PortalDbContext database, Guid id, string role, CancellationToken cancellationToken)
    {
        var message = await database.Messages.AsNoTracking().FirstOrDefaultAsync(m => m.Id == id && m.Role == role, cancellationToken);
        var conversation = message is null ? null : await database.Conversations.FirstOrDefaultAsync(c => c.Id == message.ConversationId, cancellationToken);
        return (message, conversation);
    }

    private async Task<Turn> AddAsync(
        PortalDbContext database, Conversation conversation, Guid? parent, int index, NewQuestion question, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var asked = new Message
        {
            ConversationId = conversation.Id,
            ParentId = parent,
            Index = index,
            Role = "user",
            Content = question.Text,
            CreatedAt = now,
        };
        database.Messages.Add(asked);
        Guid? comparison = question.Models.Count > 1 ? Guid.CreateVersion7() : null;
        // A millisecond apart, which the database keeps: so they stay in the order in which the models were named.
        var answers = question.Models.Select((model, i) => AnswerTo(conversation.Id, asked.Id, index + 1, model, now.AddMilliseconds(i), comparison)).ToList();
        return await ShowAsync(database, conversation, answers, cancellationToken, question.Chosen);
    }

    /// <summary>Stores new answers and shows them; several stand beside each other at the end of the path to their question.</summary>
    private async Task<Turn> ShowAsync(PortalDbContext database, Conversation conversation, List<Message> answers, CancellationToken cancellationToken, string? chosen = null)
    {
        database.Messages.AddRange(answers);
        (conversation.UpdatedAt, conversation.Model) = (time.GetUtcNow(), chosen ?? answers[0].Model);
        conversation.LeafId = answers[0].ComparisonId is null ? answers[0].Id : answers[0].ParentId;
        await database.SaveChangesAsync(cancellationToken);
        return new Turn(answers);
    }

    private static Message AnswerTo(Guid conversation, Guid? question, int index, string model, DateTimeOffset now, Guid? comparison = null) => new()
    {
        ConversationId = conversation,
        ParentId = question,
        Index = index,
        ComparisonId = comparison,
        Role = "assistant",
        Model = model,
        State = MessageState.Streaming,
        CreatedAt = now,
    };
}

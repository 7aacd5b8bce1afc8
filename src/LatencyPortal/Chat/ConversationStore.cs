using LatencyPortal.Chat.Parameters;
using LatencyPortal.Chat.Turns;
using LatencyPortal.Data;
using Microsoft.EntityFrameworkCore;

namespace LatencyPortal.Chat;

/// <summary>
/// Conversations and their messages in the database. Every change is announced, so that all open tabs follow; only a new
/// answer is announced by <see cref="GenerationRegistry"/>, because a tab looks for its generation at once.
/// </summary>
internal sealed class ConversationStore(IDbContextFactory<PortalDbContext> databases, TimeProvider time)
{
    private const int LongestTitle = 200;

    private readonly AnswerTexts _texts = new(databases);
    private TurnStore? _turns;

    /// <summary>Raised with the id of the conversation that changed, from any thread.</summary>
    public event Action<Guid>? Changed;

    /// <summary>Raised with the id of a conversation that was deleted.</summary>
    public event Action<Guid>? Deleted;

    /// <summary>The turns of all conversations.</summary>
    public TurnStore Turns => _turns ??= new TurnStore(databases, time, Announce);

    /// <summary>All conversations, newest first, without their messages.</summary>
    public async Task<IReadOnlyList<Conversation>> ListAsync(CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        return await database.Conversations.AsNoTracking().OrderByDescending(c => c.UpdatedAt).ToListAsync(cancellationToken);
    }

    /// <summary>A conversation with the messages of all its branches; <see langword="null"/> when it does not exist or is deleted.</summary>
    public async Task<Conversation?> FindAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        return await database.Conversations.AsNoTracking()
            .Include(c => c.Messages)
            .FirstOrDefaultAsync(c => c.Id == id, cancellationToken);
    }

    public async Task<Message?> FindMessageAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        return await database.Messages.AsNoTracking().FirstOrDefaultAsync(m => m.Id == id, cancellationToken);
    }

    /// <summary>Tells all tabs that a conversation has a new answer; its generation must be known by then.</summary>
    public void Announce(Guid conversationId) => Changed?.Invoke(conversationId);

    /// <summary>The documents of a conversation with their texts, in the order in which they came.</summary>
    public async Task<IReadOnlyList<Attachment>> DocumentsAsync(Guid conversationId, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        return await database.Attachments.AsNoTracking().Where(a => a.ConversationId == conversationId).OrderBy(a => a.CreatedAt).ThenBy(a => a.Id).ToListAsync(cancellationToken);
    }

    /// <summary>A conversation without its messages; <see langword="null"/> when it does not exist or is deleted.</summary>
    public async Task<Conversation?> FindHeadAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        return await database.Conversations.AsNoTracking().FirstOrDefaultAsync(c => c.Id == id, cancellationToken);
    }

    /// <summary>The turns that lead to an answer, oldest first; answers without text are left out.</summary>
    public async Task<IReadOnlyList<Message>> HistoryAsync(Message answer, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var all = await database.Messages.AsNoTracking().Where(m => m.ConversationId == answer.ConversationId && m.Index < answer.Index).ToListAsync(cancellationToken);
        var earlier = ConversationTree.Path(all, answer.ParentId);
        // A question that got no word of an answer is not asked again: if it was too long, all that follow would fail too.
        var unanswered = earlier.Where(m => m is { Role: "assistant", Content: "" }).Select(m => m.Index - 1).ToHashSet();
        return [.. earlier.Where(m => m.Content.Length > 0 && !(m.Role == "user" && unanswered.Contains(m.Index)))];
    }

    /// <summary>Stores what a template made of a question.</summary>
    public async Task SaveAskedAsync(Guid questionId, string asked, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        await database.Messages.Where(message => message.Id == questionId).ExecuteUpdateAsync(set => set.SetProperty(message => message.Asked, asked), cancellationToken);
    }

    /// <summary>Stores text and reasoning so far of an answer that still streams.</summary>
    public Task SaveTextAsync(Guid messageId, string text, string reasoning, CancellationToken cancellationToken) =>
        _texts.SaveAsync(messageId, text, reasoning).WaitAsync(cancellationToken);

    /// <summary>Stores how an answer ended.</summary>
    public async Task FinishAsync(Guid messageId, string text, AnswerEnd end, CancellationToken cancellationToken)
    {
        if (await _texts.FinishAsync(messageId, text, end).WaitAsync(cancellationToken) is { } conversationId)
            Changed?.Invoke(conversationId);
    }

    /// <returns>Whether the name was taken; a blank one is not.</returns>
    public async Task<bool> RenameAsync(Guid id, string title, CancellationToken cancellationToken)
    {
        var name = NewQuestion.Tidy(title);
        if (name.Length == 0)
            return false;
        if (name.Length > LongestTitle)
            name = name[..LongestTitle];
        await UpdateAsync(id, set => set.Title = name, cancellationToken);
        return true;
    }

    /// <summary>Puts a conversation above the others, or back among them.</summary>
    public Task PinAsync(Guid id, bool pinned, CancellationToken cancellationToken) => UpdateAsync(id, conversation => conversation.Pinned = pinned, cancellationToken);

    /// <summary>Stores what a conversation sets for its answers to come.</summary>
    /// <returns>Whether there is such a conversation.</returns>
    public async Task<bool> ConfigureAsync(Guid id, ChatSettings settings, CancellationToken cancellationToken)
    {
        if (await FindHeadAsync(id, cancellationToken) is null)
            return false;
        await UpdateAsync(
            id,
            settings.Apply,
            cancellationToken);
        return true;
    }

    /// <summary>Hides a conversation; <see cref="RestoreAsync"/> brings it back until it is purged.</summary>
    public async Task DeleteAsync(Guid id, CancellationToken cancellationToken)
    {
        await UpdateAsync(id, conversation => conversation.DeletedAt = time.GetUtcNow(), cancellationToken);
        Deleted?.Invoke(id);
    }

    /// <summary>Hides conversations that an import made, as <see cref="DeleteAsync"/> does.</summary>
    public async Task DeleteImportedAsync(IReadOnlyList<Guid> ids, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        DateTimeOffset? now = time.GetUtcNow();
        foreach (var some in ids.Chunk(500))
        {
            await database.Conversations.Where(c => some.Contains(c.Id) && c.ImportedFrom != null)
                .ExecuteUpdateAsync(set => set.SetProperty(c => c.DeletedAt, now), cancellationToken);
        }

        foreach (var id in ids)
            Deleted?.Invoke(id);
        if (ids.Count > 0)
            Changed?.Invoke(ids[^1]);
    }

    public Task RestoreAsync(Guid id, CancellationToken cancellationToken) =>
        UpdateAsync(id, conversation => conversation.DeletedAt = null, cancellationToken);

    /// <summary>
    /// At start: answers that were streaming when the portal ended are marked interrupted with their text kept, each with the
    /// id of a new request record, and conversations deleted before are removed for good.
    /// </summary>
    /// <returns>The interrupted answers.</returns>
    public async Task<IReadOnlyList<Message>> RecoverAsync(CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var interrupted = await database.Messages.IgnoreQueryFilters().Where(m => m.State == MessageState.Streaming).ToListAsync(cancellationToken);
        foreach (var message in interrupted)
            (message.State, message.RequestId) = (MessageState.Interrupted, Guid.CreateVersion7());
        await database.SaveChangesAsync(cancellationToken);
        await PurgeAsync(time.GetUtcNow(), cancellationToken);
        return interrupted;
    }

    /// <summary>Removes for good what was deleted up to a time: conversations with all that belongs to them, and documents.</summary>
    public async Task PurgeAsync(DateTimeOffset upTo, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        await database.Conversations.IgnoreQueryFilters().Where(c => c.DeletedAt <= upTo).ExecuteDeleteAsync(cancellationToken);
        await database.Attachments.IgnoreQueryFilters().Where(a => a.RemovedAt <= upTo).ExecuteDeleteAsync(cancellationToken);
    }

    private async Task UpdateAsync(Guid id, Action<Conversation> change, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var conversation = await database.Conversations.IgnoreQueryFilters().FirstOrDefaultAsync(c => c.Id == id, cancellationToken);
        if (conversation is null)
            return;
        change(conversation);
        await database.SaveChangesAsync(cancellationToken);
        Changed?.Invoke(id);
    }
}

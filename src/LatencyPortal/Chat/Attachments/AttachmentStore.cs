using System.Security.Cryptography;
using LatencyPortal.Data;
using LatencyPortal.Settings;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace LatencyPortal.Chat.Attachments;

/// <summary>The documents of conversations in the database. Every change is announced, so that all open tabs follow.</summary>
internal sealed class AttachmentStore(
    IDbContextFactory<PortalDbContext> databases, ConversationStore conversations, DocumentReader reader, IOptions<PortalOptions> options, TimeProvider time)
    : IDisposable
{
    private const string Gone = "This conversation was deleted. Start a new chat.";

    /// <summary>Between looking for a file and adding it no other tab may add it.</summary>
    private readonly SemaphoreSlim _adding = new(1, 1);

    /// <summary>The documents of a conversation without their texts, in the order in which they were attached.</summary>
    public async Task<IReadOnlyList<AttachmentInfo>> ListAsync(Guid conversationId, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        return await database.Attachments.Where(a => a.ConversationId == conversationId)
            .OrderBy(a => a.CreatedAt).ThenBy(a => a.Id)
            .Select(a => new AttachmentInfo(a.Id, a.Name, a.Bytes, a.Tokens ?? (a.Text.Length / 4)))
            .ToListAsync(cancellationToken);
    }

    /// <summary>What a document says; <see langword="null"/> when it was removed.</summary>
    public async Task<string?> FindTextAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        return await database.Attachments.Where(a => a.Id == id).Select(a => a.Text).FirstOrDefaultAsync(cancellationToken);
    }

    /// <summary>Reads a file and attaches it; makes the conversation if there is none. The same file twice is one.</summary>
    public async Task<AttachResult> AddAsync(NewAttachment added, CancellationToken cancellationToken)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(added.File.Span));
        if (added.ConversationId is { } known && await CheckAsync(known, hash, cancellationToken) is { } result)
            return result;
        var read = await reader.ReadAsync(added.File, cancellationToken);
        if (read.Text is not { } text)
            return AttachResult.Refused(read.Problem!);
        await _adding.WaitAsync(cancellationToken);
        try
        {
            // Another tab may have been quicker.
            return added.ConversationId is { } id && await CheckAsync(id, hash, cancellationToken) is { } other
                ? other
                : await StoreAsync(added, hash, text, cancellationToken);
        }
        finally
        {
            _adding.Release();
        }
    }

    /// <summary>Takes a document out of the prompts to come; <see cref="RestoreAsync"/> brings it back until the next start.</summary>
    /// <returns>Whether it was there.</returns>
    public Task<bool> RemoveAsync(Guid id, CancellationToken cancellationToken) => MarkAsync(id, time.GetUtcNow(), cancellationToken);

    /// <summary>Brings a removed document back to its old place, so that prompts begin as they did before.</summary>
    /// <returns>Whether it was there.</returns>
    public Task<bool> RestoreAsync(Guid id, CancellationToken cancellationToken) => MarkAsync(id, null, cancellationToken);

    public void Dispose() => _adding.Dispose();

    private async Task<bool> MarkAsync(Guid id, DateTimeOffset? removed, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var rows = database.Attachments.IgnoreQueryFilters().Where(a => a.Id == id);
        if (await rows.ExecuteUpdateAsync(set => set.SetProperty(a => a.RemovedAt, removed), cancellationToken) == 0)
            return false;
        conversations.Announce(await rows.Select(a => a.ConversationId).FirstAsync(cancellationToken));
        return true;
    }

    /// <summary>What is known before the file is read: that it is there already, or that it cannot be taken.</summary>
    private async Task<AttachResult?> CheckAsync(Guid conversationId, string hash, CancellationToken cancellationToken)
    {
        if (await conversations.FindHeadAsync(conversationId, cancellationToken) is null)
            return AttachResult.Refused(Gone);
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var same = await database.Attachments.IgnoreQueryFilters()
            .Where(a => a.ConversationId == conversationId && a.Hash == hash)
            .Select(a => new { Info = new AttachmentInfo(a.Id, a.Name, a.Bytes, a.Tokens ?? 0), Removed = a.RemovedAt != null })
            .FirstOrDefaultAsync(cancellationToken);
        if (same is { Removed: false })
            return new AttachResult(conversationId, same.Info, Already: true);
        var most = options.Value.Attachments.MostFiles;
        if (await database.Attachments.CountAsync(a => a.ConversationId == conversationId, cancellationToken) >= most)
            return AttachResult.Refused($"This conversation has {most} files already, which is the most. Remove one, or start a new chat.");
        if (same is null)
            return null;
        await RestoreAsync(same.Info.Id, cancellationToken);
        return new AttachResult(conversationId, same.Info);
    }

    private async Task<AttachResult> StoreAsync(NewAttachment added, string hash, string text, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var now = time.GetUtcNow();
        var conversationId = added.ConversationId ?? Begin(database, added, now).Id;
        var newest = await database.Attachments.IgnoreQueryFilters().Where(a => a.ConversationId == conversationId)
            .MaxAsync(a => (DateTimeOffset?)a.CreatedAt, cancellationToken);
        var attachment = new Attachment
        {
            ConversationId = conversationId,
            Name = added.Name,
            Bytes = added.File.Length,
            Text = text,
            Hash = hash,
            Tokens = TokenEstimate.Of(text),
            // A clock that is set back must not put a document before those that are there.
            CreatedAt = newest >= now ? newest.Value.AddMilliseconds(1) : now,
        };
        database.Attachments.Add(attachment);
        await database.SaveChangesAsync(cancellationToken);
        conversations.Announce(conversationId);
        return new AttachResult(conversationId, new AttachmentInfo(attachment.Id, attachment.Name, attachment.Bytes, attachment.Tokens.Value));
    }

    /// <summary>A conversation that begins with a file is called like it, until the first question names it.</summary>
    private static Conversation Begin(PortalDbContext database, NewAttachment added, DateTimeOffset now)
    {
        var conversation = new Conversation { Title = added.Name, CreatedAt = now, UpdatedAt = now, Model = added.Model };
        if (added.Settings is { } settings)
            (conversation.SystemPrompt, conversation.Parameters) = (settings.SystemPrompt, settings.Parameters ?? ChatParameters.Default);
        database.Conversations.Add(conversation);
        return conversation;
    }
}

using System.Buffers.Text;
using System.Security.Cryptography;
using LatencyPortal.Data;
using Microsoft.EntityFrameworkCore;

namespace LatencyPortal.Chat.Library.Sharing;

/// <summary>Read-only links: whoever has one sees a branch of a conversation as it was when it was shared.</summary>
internal sealed class ShareStore(IDbContextFactory<PortalDbContext> databases, ConversationStore conversations)
{
    /// <summary>Random bytes of a link: it cannot be guessed.</summary>
    private const int TokenBytes = 24;

    /// <summary>Shares the shown branch, or what a link shows anew; the link of a shared conversation stays.</summary>
    /// <returns>The secret part of the link; <see langword="null"/> when there is no such conversation, or nothing in it.</returns>
    public async Task<string?> ShareAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var conversation = await database.Conversations.FirstOrDefaultAsync(c => c.Id == id, cancellationToken);
        if (conversation?.LeafId is null)
            return null;
        conversation.ShareToken ??= Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(TokenBytes));
        conversation.SharedLeafId = conversation.LeafId;
        await database.SaveChangesAsync(cancellationToken);
        conversations.Announce(id);
        return conversation.ShareToken;
    }

    /// <summary>Ends sharing; the link leads nowhere from now on, also if it is shared again.</summary>
    public async Task RevokeAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        await database.Conversations.Where(c => c.Id == id)
            .ExecuteUpdateAsync(set => set.SetProperty(c => c.ShareToken, (string?)null).SetProperty(c => c.SharedLeafId, (Guid?)null), cancellationToken);
        conversations.Announce(id);
    }

    /// <summary>A conversation as its link shows it; <see langword="null"/> when there is no such link (any more).</summary>
    public async Task<SharedConversation?> FindAsync(string token, CancellationToken cancellationToken)
    {
        if (token.Length is 0 or > 100)
            return null;
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var conversation = await database.Conversations.AsNoTracking().Include(c => c.Messages).FirstOrDefaultAsync(c => c.ShareToken == token, cancellationToken);
        if (conversation is null)
            return null;
        var path = ConversationTree.Path(conversation.Messages, conversation.SharedLeafId);
        return new SharedConversation(conversation.Title, [.. path, .. ConversationTree.Compared(conversation.Messages, conversation.SharedLeafId)]);
    }
}

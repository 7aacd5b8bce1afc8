using LatencyPortal.Chat.Turns;
using LatencyPortal.Data;
using Microsoft.EntityFrameworkCore;

namespace LatencyPortal.Chat.Library;

/// <summary>Folders, and what lies in them. Every change is announced as one of the conversations.</summary>
internal sealed class FolderStore(IDbContextFactory<PortalDbContext> databases, ConversationStore conversations, TimeProvider time)
{
    /// <summary>Longest name in UTF-16 characters.</summary>
    public const int LongestName = 100;

    /// <summary>All folders by name.</summary>
    public async Task<IReadOnlyList<Folder>> ListAsync(CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        return [.. (await database.Folders.AsNoTracking().ToListAsync(cancellationToken)).OrderBy(folder => folder.Name, StringComparer.CurrentCultureIgnoreCase).ThenBy(folder => folder.Id)];
    }

    /// <summary>Puts conversations into a folder of this name, which is made if there is none.</summary>
    /// <returns>Whether the name was taken; a blank one is not.</returns>
    public async Task<bool> MoveAsync(IReadOnlyCollection<Guid> ids, string name, CancellationToken cancellationToken)
    {
        if (Tidy(name) is not { } tidy)
            return false;
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var folder = await database.Folders.FirstOrDefaultAsync(known => known.Name == tidy, cancellationToken);
        if (folder is null)
        {
            folder = new Folder { Name = tidy, CreatedAt = time.GetUtcNow() };
            database.Folders.Add(folder);
            await database.SaveChangesAsync(cancellationToken);
        }

        await database.Conversations.Where(c => ids.Contains(c.Id)).ExecuteUpdateAsync(set => set.SetProperty(c => c.FolderId, folder.Id), cancellationToken);
        conversations.Announce(ids.FirstOrDefault());
        return true;
    }

    /// <summary>Takes a conversation out of its folder.</summary>
    public async Task TakeOutAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        await database.Conversations.Where(c => c.Id == id).ExecuteUpdateAsync(set => set.SetProperty(c => c.FolderId, (Guid?)null), cancellationToken);
        conversations.Announce(id);
    }

    /// <returns>Whether the name was taken; a blank one, or another folder's, is not.</returns>
    public async Task<bool> RenameAsync(Guid id, string name, CancellationToken cancellationToken)
    {
        if (Tidy(name) is not { } tidy)
            return false;
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        if (await database.Folders.AnyAsync(folder => folder.Name == tidy && folder.Id != id, cancellationToken))
            return false;
        await database.Folders.Where(folder => folder.Id == id).ExecuteUpdateAsync(set => set.SetProperty(folder => folder.Name, tidy), cancellationToken);
        conversations.Announce(Guid.Empty);
        return true;
    }

    /// <summary>Removes a folder; what lies in it stays, outside of all.</summary>
    /// <returns>What lay in it, for undoing.</returns>
    public async Task<IReadOnlyList<Guid>> DeleteAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var within = await database.Conversations.Where(c => c.FolderId == id).Select(c => c.Id).ToListAsync(cancellationToken);
        await database.Folders.Where(folder => folder.Id == id).ExecuteDeleteAsync(cancellationToken);
        conversations.Announce(Guid.Empty);
        return within;
    }

    private static string? Tidy(string name) => NewQuestion.Tidy(name) is { Length: > 0 } trimmed ? trimmed.Length <= LongestName ? trimmed : trimmed[..LongestName] : null;
}

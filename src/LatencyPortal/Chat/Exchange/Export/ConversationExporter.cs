using System.IO.Compression;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using LatencyPortal.Data;
using Microsoft.EntityFrameworkCore;

namespace LatencyPortal.Chat.Exchange.Export;

/// <summary>Writes conversations into files; of many only one is in memory at a time.</summary>
internal sealed class ConversationExporter(IDbContextFactory<PortalDbContext> databases)
{
    /// <summary>The oldest time that a ZIP archive can name.</summary>
    private static readonly DateTimeOffset Oldest = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>A conversation with its messages, its documents and the name of its folder; null when there is none.</summary>
    public async Task<(Conversation Conversation, string? Folder)?> FindAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var conversation = await database.Conversations.AsNoTracking().Include(c => c.Messages).Include(c => c.Attachments).AsSplitQuery().FirstOrDefaultAsync(c => c.Id == id, cancellationToken);
        if (conversation is null)
            return null;
        var folder = conversation.FolderId is { } within ? await database.Folders.Where(f => f.Id == within).Select(f => f.Name).FirstOrDefaultAsync(cancellationToken) : null;
        return (conversation, folder);
    }

    /// <summary>Writes all conversations as one JSON array, oldest first.</summary>
    public Task WriteJsonAsync(Stream file, CancellationToken cancellationToken) =>
        JsonSerializer.SerializeAsync(file, AllAsync(cancellationToken), PortableJson.Options, cancellationToken);

    /// <summary>Writes all conversations as an archive of Markdown files.</summary>
    public async Task WriteArchiveAsync(Stream file, CancellationToken cancellationToken)
    {
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        await using var archive = await ZipArchive.CreateAsync(file, ZipArchiveMode.Create, leaveOpen: true, Encoding.UTF8, cancellationToken);
        foreach (var id in await IdsAsync(cancellationToken))
        {
            if (await FindAsync(id, cancellationToken) is not var (conversation, folder))
                continue;
            var entry = archive.CreateEntry(ExportName.Unique(conversation, folder, names));
            entry.LastWriteTime = conversation.UpdatedAt < Oldest ? Oldest : conversation.UpdatedAt;
            await using var stream = await entry.OpenAsync(cancellationToken);
            await stream.WriteAsync(Encoding.UTF8.GetBytes(MarkdownExport.Of(conversation)), cancellationToken);
        }
    }

    private async IAsyncEnumerable<PortableConversation> AllAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var id in await IdsAsync(cancellationToken))
        {
            if (await FindAsync(id, cancellationToken) is var (conversation, folder))
                yield return ExportedConversation.Of(conversation, folder);
        }
    }

    private async Task<List<Guid>> IdsAsync(CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        return await database.Conversations.OrderBy(c => c.CreatedAt).ThenBy(c => c.Id).Select(c => c.Id).ToListAsync(cancellationToken);
    }
}

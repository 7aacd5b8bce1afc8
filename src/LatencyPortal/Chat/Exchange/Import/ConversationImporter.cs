using System.Runtime.CompilerServices;
using System.Text.Json;
using LatencyPortal.Data;
using Microsoft.EntityFrameworkCore;

namespace LatencyPortal.Chat.Exchange.Import;

/// <summary>
/// Takes in the conversations of a file, one at a time and one transaction each: what breaks off keeps what it has, and the same file
/// again goes on where it ended, because a conversation that came from an import is known by its id there.
/// </summary>
internal sealed class ConversationImporter(IDbContextFactory<PortalDbContext> databases, ConversationStore store, TimeProvider time)
{
    private const int MostFailures = 100;
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(200);

    /// <summary>Takes in a file.</summary>
    /// <param name="file">The file, which can seek.</param>
    /// <param name="cancellationToken">Ends it; what was taken in stays.</param>
    /// <returns>How far it is, five times a second, and last what became of it.</returns>
    public async IAsyncEnumerable<ImportProgress> ImportAsync(Stream file, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var progress = new ImportProgress();
        var (failures, ids) = (new List<ImportFailure>(), new List<Guid>());
        var told = time.GetTimestamp();
        await using var items = ImportFile.ReadAsync(file, cancellationToken).GetAsyncEnumerator(cancellationToken);
        try
        {
            while (true)
            {
                try
                {
                    if (!await items.MoveNextAsync())
                        break;
                }
                catch (ImportException e)
                {
                    progress = progress with { Error = e.Message };
                    break;
                }

                progress = await TakeAsync(items.Current, progress, failures, ids, cancellationToken);
                if (time.GetElapsedTime(told) < Period)
                    continue;
                told = time.GetTimestamp();
                yield return progress;
            }
        }
        finally
        {
            // Once: every open page reads its list anew.
            if (ids.Count > 0)
                store.Announce(ids[^1]);
        }

        if (progress is { Imported: 0, Already: 0, Failed: 0, Error: null })
            progress = progress with { Error = "The file holds no conversations." };
        yield return progress with { Done = true, Failures = failures, Ids = ids };
    }

    private async Task<ImportProgress> TakeAsync(JsonElement item, ImportProgress progress, List<ImportFailure> failures, List<Guid> ids, CancellationToken cancellationToken)
    {
        try
        {
            var (portable, source) = ConversationFormats.Read(item);
            var conversation = ImportedConversation.Make(portable, source, time.GetUtcNow());
            if (!await TryAddAsync(conversation, portable.Folder, cancellationToken))
                return progress with { Already = progress.Already + 1 };
            ids.Add(conversation.Id);
            return progress with { Imported = progress.Imported + 1 };
        }
        catch (ImportException e)
        {
            if (failures.Count < MostFailures)
                failures.Add(new ImportFailure(ConversationFormats.TitleOf(item) ?? $"Number {progress.Imported + progress.Already + progress.Failed + 1}", e.Message));
            return progress with { Failed = progress.Failed + 1 };
        }
    }

    /// <returns>Whether it was not here before.</returns>
    private async Task<bool> TryAddAsync(Conversation conversation, string? folder, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        if (await IsHereAsync(database, conversation.ImportedFrom!, cancellationToken))
            return false;
        if (folder?.Trim() is { Length: > 0 and <= 100 } name)
            conversation.FolderId = await FolderAsync(database, name, cancellationToken);
        database.Conversations.Add(conversation);
        await database.SaveChangesAsync(cancellationToken);
        return true;
    }

    /// <summary>Also a conversation that began here and was exported from here.</summary>
    private static async Task<bool> IsHereAsync(PortalDbContext database, string from, CancellationToken cancellationToken)
    {
        if (from.EndsWith(':'))
            return false; // The file says no id.
        var own = from.StartsWith("latencyportal:", StringComparison.Ordinal) && Guid.TryParse(from.AsSpan("latencyportal:".Length), out var id) ? id : Guid.Empty;
        return await database.Conversations.AnyAsync(known => known.ImportedFrom == from || known.Id == own, cancellationToken);
    }

    private async Task<Guid> FolderAsync(PortalDbContext database, string name, CancellationToken cancellationToken)
    {
        if (await database.Folders.FirstOrDefaultAsync(known => known.Name == name, cancellationToken) is { } folder)
            return folder.Id;
        var added = new Folder { Name = name, CreatedAt = time.GetUtcNow() };
        database.Folders.Add(added);
        return added.Id;
    }
}

using LatencyPortal.Data;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace LatencyPortal.Chat.Library.Search;

/// <summary>Searches names, questions, answers and thoughts of all conversations.</summary>
internal sealed class SearchStore(IDbContextFactory<PortalDbContext> databases)
{
    /// <summary>Most places that are returned.</summary>
    public const int Most = 50;

    /// <summary>The best places first; of equally good ones the newest.</summary>
    /// <param name="text">What was typed; of more than <see cref="SearchWords.Longest"/> characters only the first count.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    public async Task<IReadOnlyList<SearchHit>> FindAsync(string text, CancellationToken cancellationToken)
    {
        var wanted = text.Trim();
        if (wanted.Length > SearchWords.Longest)
            wanted = wanted[..SearchWords.Longest];
        if (wanted.Length == 0)
            return [];
        var words = SearchWords.Of(wanted);
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        if (words.Count > 0 && await MatchAsync(database, words, cancellationToken) is { Count: > 0 } hits)
            return hits;
        // Signs, and parts of words in languages that write no spaces, are not in the index.
        return await ContainAsync(database, wanted, cancellationToken);
    }

    private static async Task<List<SearchHit>> MatchAsync(PortalDbContext database, IReadOnlyList<string> words, CancellationToken cancellationToken)
    {
        var rows = await database.Database.SqlQueryRaw<FoundRow>(
            """
            SELECT r.ConversationId, r.MessageId
            FROM SearchIndex JOIN SearchRows r ON r.Id = SearchIndex.rowid JOIN Conversations c ON c.Id = r.ConversationId
            WHERE SearchIndex MATCH @query AND c.DeletedAt IS NULL
            ORDER BY r.MessageId IS NOT NULL, bm25(SearchIndex), r.Id DESC LIMIT @most
            """,
            new SqliteParameter("@query", SearchWords.Query(words)),
            new SqliteParameter("@most", Most)).ToListAsync(cancellationToken);
        return await ReadAsync(database, rows, words, cancellationToken);
    }

    private static async Task<List<SearchHit>> ContainAsync(PortalDbContext database, string text, CancellationToken cancellationToken)
    {
        var pattern = SearchWords.Pattern(text);
        var titles = await database.Conversations.Where(c => EF.Functions.Like(c.Title, pattern, "\\")).OrderByDescending(c => c.UpdatedAt)
            .Select(c => new FoundRow { ConversationId = c.Id }).Take(Most).ToListAsync(cancellationToken);
        var messages = await database.Messages
            .Where(m => (EF.Functions.Like(m.Content, pattern, "\\") || EF.Functions.Like(m.Reasoning, pattern, "\\")) && database.Conversations.Any(c => c.Id == m.ConversationId))
            .OrderByDescending(m => m.CreatedAt)
            .Select(m => new FoundRow { ConversationId = m.ConversationId, MessageId = m.Id }).Take(Most).ToListAsync(cancellationToken);
        return await ReadAsync(database, [.. titles.Concat(messages).Take(Most)], [text], cancellationToken);
    }

    private static async Task<List<SearchHit>> ReadAsync(PortalDbContext database, List<FoundRow> rows, IReadOnlyList<string> words, CancellationToken cancellationToken)
    {
        var conversationIds = rows.Select(row => row.ConversationId).Distinct().ToList();
        var messageIds = rows.Where(row => row.MessageId is not null).Select(row => row.MessageId!.Value).ToList();
        var conversations = await database.Conversations.AsNoTracking().Where(c => conversationIds.Contains(c.Id)).ToDictionaryAsync(c => c.Id, cancellationToken);
        var messages = await database.Messages.AsNoTracking().Where(m => messageIds.Contains(m.Id)).ToDictionaryAsync(m => m.Id, cancellationToken);
        var hits = new List<SearchHit>();
        foreach (var row in rows)
        {
            if (!conversations.TryGetValue(row.ConversationId, out var conversation))
                continue;
            if (row.MessageId is not { } id)
                hits.Add(new SearchHit(conversation.Id, conversation.Title, null, null, conversation.UpdatedAt, Snippet.Of(conversation.Title, words)));
            else if (messages.TryGetValue(id, out var message))
                hits.Add(new SearchHit(conversation.Id, conversation.Title, id, message.Role, message.CreatedAt, Snippet.Of(TextOf(message, words), words)));
        }

        return hits;
    }

    /// <summary>The answer, or the thoughts where only they hold what was looked for.</summary>
    private static string TextOf(Message message, IReadOnlyList<string> words) =>
        message.Reasoning.Length > 0 && !Snippet.Of(message.Content, words).Any(part => part.IsFound) ? message.Reasoning : message.Content;

    private sealed class FoundRow
    {
        public Guid ConversationId { get; init; }

        public Guid? MessageId { get; init; }
    }
}

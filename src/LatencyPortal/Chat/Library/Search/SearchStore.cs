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
        return await ReadAsync(database, rows, texts => SnippetTable.CutAsync(texts, SearchWords.Query(words), cancellationToken), cancellationToken);
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
        return await ReadAsync(
            database,
            [.. titles.Concat(messages).Take(Most)],
            texts => Task.FromResult(texts.Select(pair => Snippet.Of(pair.Text.Contains(text, StringComparison.OrdinalIgnoreCase) ? pair.Text : pair.Thoughts, text)).ToList()),
            cancellationToken);
    }

    private static async Task<List<SearchHit>> ReadAsync(
        PortalDbContext database,
        List<FoundRow> rows,
        Func<IEnumerable<(string Text, string Thoughts)>, Task<List<List<SnippetPart>>>> cut,
        CancellationToken cancellationToken)
    {
        var conversationIds = rows.Select(row => row.ConversationId).Distinct().ToList();
        var messageIds = rows.Where(row => row.MessageId is not null).Select(row => row.MessageId!.Value).ToList();
        var conversations = await database.Conversations.AsNoTracking().Where(c => conversationIds.Contains(c.Id)).ToDictionaryAsync(c => c.Id, cancellationToken);
        var messages = await database.Messages.AsNoTracking().Where(m => messageIds.Contains(m.Id)).ToDictionaryAsync(m => m.Id, cancellationToken);
        // What was deleted a moment ago is left out.
        var found = rows.Where(row => conversations.ContainsKey(row.ConversationId) && (row.MessageId is not { } id || messages.ContainsKey(id)))
            .Select(row => (Conversation: conversations[row.ConversationId], Message: row.MessageId is { } id ? messages[id] : null)).ToList();
        var snippets = await cut(found.Select(place => place.Message is { } message ? (message.Content, message.Reasoning) : (place.Conversation.Title, "")));
        return
        [
            .. found.Zip(snippets, (place, snippet) => new SearchHit(
                place.Conversation.Id, place.Conversation.Title, place.Message?.Id, place.Message?.Role, place.Message?.CreatedAt ?? place.Conversation.UpdatedAt, snippet)),
        ];
    }

    private sealed class FoundRow
    {
        public Guid ConversationId { get; init; }

        public Guid? MessageId { get; init; }
    }
}

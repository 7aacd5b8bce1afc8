using Microsoft.Data.Sqlite;

namespace LatencyPortal.Chat.Library.Search;

/// <summary>
/// Cuts texts around what a query found in them. The index keeps no texts, so the few that were found are put into a table in memory
/// that cuts words as the index does: accents, cases and beginnings of words are marked just where they were found.
/// </summary>
internal static class SnippetTable
{
    private const char Begin = '\u0001';
    private const char End = '\u0002';

    /// <param name="texts">Each text with the thoughts behind it.</param>
    /// <param name="query">What found them.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public static async Task<List<List<SnippetPart>>> CutAsync(IEnumerable<(string Text, string Thoughts)> texts, string query, CancellationToken cancellationToken)
    {
        await using var connection = new SqliteConnection("Data Source=:memory:");
        await connection.OpenAsync(cancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandText = "CREATE VIRTUAL TABLE Found USING fts5(Text, Thoughts, tokenize='unicode61 remove_diacritics 2')";
        await command.ExecuteNonQueryAsync(cancellationToken);
        command.CommandText = "INSERT INTO Found (rowid, Text, Thoughts) VALUES (@id, @text, @thoughts)";
        var cut = new List<List<SnippetPart>>();
        foreach (var (text, thoughts) in texts)
        {
            command.Parameters.Clear();
            command.Parameters.AddWithValue("@id", cut.Count);
            command.Parameters.AddWithValue("@text", WithoutMarks(text));
            command.Parameters.AddWithValue("@thoughts", WithoutMarks(thoughts));
            await command.ExecuteNonQueryAsync(cancellationToken);
            cut.Add([]);
        }

        command.CommandText = "SELECT rowid, snippet(Found, -1, char(1), char(2), '…', 24) FROM Found WHERE Found MATCH @query";
        command.Parameters.Clear();
        command.Parameters.AddWithValue("@query", query);
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        while (await rows.ReadAsync(cancellationToken))
            cut[rows.GetInt32(0)] = Split(rows.GetString(1));
        return cut;
    }

    private static string WithoutMarks(string text) => text.Replace(Begin, ' ').Replace(End, ' ');

    private static List<SnippetPart> Split(string marked)
    {
        var parts = new List<SnippetPart>();
        foreach (var piece in marked.Split(Begin))
        {
            var end = piece.IndexOf(End, StringComparison.Ordinal);
            if (end > 0)
                parts.Add(new SnippetPart(piece[..end], true));
            if (piece.Length > end + 1)
                parts.Add(new SnippetPart(piece[(end + 1)..], false));
        }

        return parts;
    }
}

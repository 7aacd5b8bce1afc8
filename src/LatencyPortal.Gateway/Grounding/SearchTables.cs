using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Data.Sqlite;

namespace LatencyPortal.Gateway.Grounding;

/// <summary>
/// The two full-text tables over the help entries, in memory: one of stemmed words and one of trigrams for typos and
/// word parts. Their bm25 scores are added.
/// </summary>
internal sealed partial class SearchTables : IDisposable
{
    private const string Words = "help_words";
    private const string Grams = "help_grams";
    private const double PairShare = 0.5;
    private const double GramShare = 0.3;

    private readonly SqliteConnection _database = new("Data Source=:memory:");
    private readonly Lock _gate = new();

    public SearchTables(IReadOnlyList<HelpEntry> entries)
    {
        _database.Open();
        foreach (var (table, tokenizer) in new[] { (Words, "porter unicode61"), (Grams, "trigram") })
        {
            Execute($"CREATE VIRTUAL TABLE {table} USING fts5(title, body, details, questions, tokenize='{tokenizer}')");
            using var transaction = _database.BeginTransaction();
            for (var row = 0; row < entries.Count; row++)
                Insert(table, row + 1, entries[row]);
            transaction.Commit();
        }
    }

    /// <summary>Adds the scores of a text to those of the rows (1-based), weighted by <paramref name="share"/>.</summary>
    public void AddScores(Dictionary<long, double> scores, string text, double share)
    {
        lock (_gate)
        {
            AddScores(scores, Words, SearchText.WordQuery(text), share);
            AddScores(scores, Words, SearchText.PairQuery(text), share * PairShare);
            AddScores(scores, Grams, SearchText.GramQuery(text), share * GramShare);
        }
    }

    /// <summary>
    /// Adds up, by row, the content words of a text that the title or a question of the entry has, each worth
    /// <paramref name="share"/>; returns the most that a row can get.
    /// </summary>
    public double AddCovered(Dictionary<long, double> covered, string text, double share)
    {
        var words = SearchText.ContentWords(text);
        lock (_gate)
        {
            using var command = _database.CreateCommand();
            command.CommandText = $"SELECT rowid FROM {Words} WHERE {Words} MATCH $query";
            var query = command.Parameters.Add("$query", SqliteType.Text);
            foreach (var word in words)
            {
                query.Value = $"{{title questions}} : \"{word}\"";
                using var rows = command.ExecuteReader();
                while (rows.Read())
                {
                    var row = rows.GetInt64(0);
                    covered[row] = covered.GetValueOrDefault(row) + share;
                }
            }
        }

        return share * words.Count;
    }

    /// <inheritdoc />
    public void Dispose() => _database.Dispose();

    private void AddScores(Dictionary<long, double> scores, string table, string query, double share)
    {
        if (query.Length == 0)
            return;
        using var command = _database.CreateCommand();
        command.CommandText = $"SELECT rowid, bm25({table}, 2.0, 0.7, 0.4, 1.0) FROM {table} WHERE {table} MATCH $query";
        command.Parameters.AddWithValue("$query", query);
        using var rows = command.ExecuteReader();
        while (rows.Read())
        {
            var row = rows.GetInt64(0);
            scores[row] = scores.GetValueOrDefault(row) - (share * rows.GetDouble(1));
        }
    }

    private void Insert(string table, long row, HelpEntry entry)
    {
        using var command = _database.CreateCommand();
        command.CommandText = $"INSERT INTO {table}(rowid, title, body, details, questions) VALUES($row, $title, $body, $details, $questions)";
        command.Parameters.AddWithValue("$row", row);
        command.Parameters.AddWithValue("$title", SearchText.Folded($"{entry.Title} {entry.Id}"));
        command.Parameters.AddWithValue("$body", SearchText.Folded($"{entry.Answer} {entry.More}"));
        command.Parameters.AddWithValue("$details", SearchText.Folded(HelpLink().Replace(entry.Details, " ")));
        command.Parameters.AddWithValue("$questions", SearchText.Folded(string.Join('\n', entry.Questions)));
        command.ExecuteNonQuery();
    }

    private void Execute(string sql)
    {
        using var command = _database.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    /// <summary>Rounds as Python does, on the exact decimal value: ties between entries must fall as in training.</summary>
    public static double Rounded(double score) =>
        double.Parse(score.ToString("F4", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

    [GeneratedRegex(@"\(/help/[a-z0-9-]+\)")]
    private static partial Regex HelpLink();
}

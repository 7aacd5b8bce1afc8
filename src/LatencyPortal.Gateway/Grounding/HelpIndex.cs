using System.Text.Json;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace LatencyPortal.Gateway.Grounding;

/// <summary>
/// The help entries and the search over them; safe for concurrent use. The rule is the one of
/// models/training/README.md, section "Retrieval": the built-in model was trained on what it finds.
/// </summary>
public sealed partial class HelpIndex : IDisposable
{
    private const double PreviousShare = 0.5;
    private const int ShortQuestion = 3;
    private const double NothingCovered = 0.1;
    private const double RelativeFloor = 0.25;

    private static readonly (string Strength, double Threshold)[] Thresholds = [("6", 20), ("5", 10), ("4", 6.5), ("3", 4.5), ("2", 3), ("1", 1.5)];

    private readonly Dictionary<string, HelpEntry> _byId;
    private readonly SearchTables? _tables;

    private HelpIndex(IReadOnlyList<HelpEntry> entries, string? problem)
    {
        Entries = entries;
        Problem = problem;
        _byId = entries.ToDictionary(entry => entry.Id, StringComparer.Ordinal);
        if (entries.Count > 0)
            _tables = new SearchTables(entries);
    }

    /// <summary>All entries in the order of the help page.</summary>
    public IReadOnlyList<HelpEntry> Entries { get; }

    /// <summary>Why there are no entries, as a sentence that says where; <see langword="null"/> when all is well.</summary>
    public string? Problem { get; }

    /// <summary>Reads <c>help.json</c>. A missing or damaged file gives an index without entries and a <see cref="Problem"/>.</summary>
    public static HelpIndex Load(string? path, ILogger logger)
    {
        if (path is null)
            return new HelpIndex([], null);
        try
        {
            using var file = File.OpenRead(path);
            return new HelpIndex(JsonSerializer.Deserialize<List<HelpEntry>>(file, JsonSerializerOptions.Web) ?? [], null);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or ArgumentException or SqliteException)
        {
            LogDamaged(logger, e, path);
            return new HelpIndex([], $"The help entries in {path} cannot be read: {e.Message}");
        }
    }

    /// <summary>The entry with this id, if there is one.</summary>
    public HelpEntry? Find(string id) => _byId.GetValueOrDefault(id);

    /// <summary>Finds the entries that answer a question, best first; empty when nothing matches.</summary>
    /// <param name="question">The user's question.</param>
    /// <param name="previous">The user's question before it, which a follow-up refers to.</param>
    /// <param name="limit">Most documents, 1 or more.</param>
    public IReadOnlyList<HelpDocument> Search(string question, string? previous, int limit = 2)
    {
        ArgumentNullException.ThrowIfNull(question);
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        var ranked = Rank(question, previous);
        if (ranked.Count == 0)
            return [];
        var floor = RelativeFloor * ranked[0].Score;
        return
        [
            .. from found in ranked.Take(limit)
               let strength = Strength(found.Score)
               where strength is not null && found.Score >= floor
               select new HelpDocument(found.Entry, strength),
        ];
    }

    /// <inheritdoc />
    public void Dispose() => _tables?.Dispose();

    /// <summary>
    /// All found entries, best first: what the text search gives, weighed by the square of the share of the content words
    /// that the entry covers. A short question is searched with the previous one.
    /// </summary>
    private List<(HelpEntry Entry, double Score)> Rank(string question, string? previous)
    {
        if (_tables is null)
            return [];
        var scores = new Dictionary<long, double>();
        var covered = new Dictionary<long, double>();
        var most = 0.0;
        foreach (var (text, share) in Texts(question, previous))
        {
            _tables.AddScores(scores, text, share);
            most += _tables.AddCovered(covered, text, share);
        }

        return
        [
            .. scores
                .Select(pair => (Entry: Entries[(int)pair.Key - 1], Score: Weighed(pair.Value, covered.GetValueOrDefault(pair.Key) / most)))
                .OrderByDescending(found => found.Score)
                .ThenBy(found => found.Entry.Id, StringComparer.Ordinal),
        ];
    }

    private static IEnumerable<(string Text, double Share)> Texts(string question, string? previous)
    {
        question = SearchText.Head(question);
        var terms = SearchText.ContentWords(question).Count;
        if (terms > 0)
            yield return (question, 1);
        if (previous is null || terms >= ShortQuestion)
            yield break;
        previous = SearchText.Head(previous);
        if (SearchText.ContentWords(previous).Count > 0)
            yield return (previous, terms > 0 ? PreviousShare : 1);
    }

    private static double Weighed(double score, double coverage)
    {
        coverage += NothingCovered;
        return SearchTables.Rounded(score * coverage * coverage);
    }

    /// <summary>Strength by score; <see langword="null"/> is too weak to be shown.</summary>
    private static string? Strength(double score)
    {
        foreach (var (strength, threshold) in Thresholds)
        {
            if (score >= threshold)
                return strength;
        }

        return null;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Help entries cannot be read: {Path}")]
    private static partial void LogDamaged(ILogger logger, Exception exception, string path);
}

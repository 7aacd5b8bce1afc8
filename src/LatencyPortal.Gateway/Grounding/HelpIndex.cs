namespace LatencyPortal.Gateway.Grounding;

/// <summary>The help entries and the search over them.</summary>
public sealed class HelpIndex
{
    /// <summary>All entries in the order of the help page.</summary>
    public IReadOnlyList<HelpEntry> Entries { get; } = [];

    /// <summary>The entry with this id, if there is one.</summary>
    public HelpEntry? Find(string id) => throw new NotImplementedException();

    /// <summary>Finds the entries that answer a question, best first; empty when nothing matches.</summary>
    /// <param name="question">The user's question.</param>
    /// <param name="previous">The user's question before it, which a follow-up refers to.</param>
    /// <param name="limit">Most documents, 1 or more.</param>
    public IReadOnlyList<HelpDocument> Search(string question, string? previous, int limit = 2) => throw new NotImplementedException();
}

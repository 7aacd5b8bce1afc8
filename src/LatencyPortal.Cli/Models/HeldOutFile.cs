namespace LatencyPortal.Cli.Models;

/// <summary>A file of questions that are never trained on: <c>dev.json</c> or <c>test.json</c> of a corpus.</summary>
internal sealed class HeldOutFile
{
    /// <summary>Questions by id of the help entry that answers them.</summary>
    public required IReadOnlyDictionary<string, string[]> Entries { get; init; }

    /// <summary>Questions that must be refused.</summary>
    public required IReadOnlyList<string> OutOfScope { get; init; }

    /// <summary>Requests to go on.</summary>
    public required IReadOnlyList<string> FollowUps { get; init; }

    /// <summary>Questions by id of the kind of small talk.</summary>
    public required IReadOnlyDictionary<string, string[]> SmallTalk { get; init; }
}

namespace LatencyPortal.Prompts.Editing;

/// <summary>What became of the texts that a page posted.</summary>
/// <param name="Number">The view in which the others stand, and from which <paramref name="Theirs"/> is.</param>
/// <param name="Theirs">Texts by the names of boxes that somebody else changed meanwhile: what was posted for these was not taken, and the page merges.</param>
internal sealed record TypedAnswer(long Number, IReadOnlyDictionary<string, string> Theirs);

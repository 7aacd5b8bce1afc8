namespace LatencyPortal.Prompts.Editing;

/// <summary>What a page posts while somebody types.</summary>
/// <param name="Page">The page.</param>
/// <param name="Fields">Texts by the names of boxes, see <see cref="CopyFields"/>.</param>
internal sealed record TypedFields(string Page, IReadOnlyDictionary<string, string> Fields);

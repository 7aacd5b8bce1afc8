namespace LatencyPortal.Prompts.Editing;

/// <summary>What a page posts while somebody types.</summary>
/// <param name="Page">The page.</param>
/// <param name="Fields">Texts by the names of boxes, see <see cref="CopyFields"/>.</param>
/// <param name="Bases">The numbers of the views whose texts were typed into, by the names of boxes; a text without one is taken as it is.</param>
internal sealed record TypedFields(string Page, IReadOnlyDictionary<string, string> Fields, IReadOnlyDictionary<string, long>? Bases = null);

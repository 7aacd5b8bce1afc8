namespace LatencyPortal.Chat.Library.Search;

/// <summary>A piece of the text around what was found.</summary>
/// <param name="Text">The piece.</param>
/// <param name="IsFound">Whether it is what was looked for.</param>
internal readonly record struct SnippetPart(string Text, bool IsFound);

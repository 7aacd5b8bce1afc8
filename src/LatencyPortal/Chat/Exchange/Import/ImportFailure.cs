namespace LatencyPortal.Chat.Exchange.Import;

/// <summary>A conversation that could not be taken in.</summary>
/// <param name="Title">Its name, or its place in the file.</param>
/// <param name="Reason">Why, as a sentence for the user.</param>
internal sealed record ImportFailure(string Title, string Reason);

namespace LatencyPortal.Chat.Exchange.Import;

/// <summary>Takes an import back.</summary>
/// <param name="Ids">The conversations that it made.</param>
internal sealed record UndoImport(IReadOnlyList<Guid> Ids);

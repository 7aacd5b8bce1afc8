namespace LatencyPortal.Chat.Attachments;

/// <summary>A document without its text.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">The file's name.</param>
/// <param name="Bytes">Size of the file in bytes.</param>
/// <param name="Tokens">Tokens of its text, estimated.</param>
internal sealed record AttachmentInfo(Guid Id, string Name, long Bytes, int Tokens);

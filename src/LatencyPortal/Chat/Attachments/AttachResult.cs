namespace LatencyPortal.Chat.Attachments;

/// <summary>What came of attaching a file.</summary>
/// <param name="ConversationId">The conversation it stands in, perhaps new.</param>
/// <param name="Attachment">The document; <see langword="null"/> when refused.</param>
/// <param name="Already">Whether the same file was attached before.</param>
/// <param name="Problem">Why it was refused, as a sentence.</param>
internal sealed record AttachResult(Guid ConversationId, AttachmentInfo? Attachment, bool Already = false, string? Problem = null)
{
    public static AttachResult Refused(string problem) => new(Guid.Empty, null, Problem: problem);
}

namespace LatencyPortal.Chat.Attachments;

/// <summary>What a file says, or why it cannot be read.</summary>
/// <param name="Text">Lines end in <c>\n</c>; <see langword="null"/> when refused.</param>
/// <param name="Problem">A sentence that says what is wrong and what to do, without the file's name.</param>
internal sealed record ExtractedText(string? Text, string? Problem)
{
    public static ExtractedText Of(string text) => new(text, null);

    public static ExtractedText Refused(string problem) => new(null, problem);
}

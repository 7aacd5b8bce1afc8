namespace LatencyPortal.Gateway.Prompts.Composition;

/// <summary>A run of characters of a composed prompt that came from one place; the parts of a message together are its text.</summary>
/// <param name="Message">The message, from 0; -1 for the tools, which stand in front of all.</param>
/// <param name="Segment">Id of the segment; <see langword="null"/> for turns of the conversation.</param>
/// <param name="Start">Where it begins in the segment's source; -1 where the source has no such place.</param>
/// <param name="Length">Characters of the source.</param>
/// <param name="Text">What the model sees.</param>
/// <param name="Names">Variables that it was made from; empty for static text.</param>
public sealed record PromptPart(int Message, string? Segment, int Start, int Length, string Text, IReadOnlyList<string> Names)
{
    /// <summary>Place of the part for tools.</summary>
    public const int Tools = -1;
}

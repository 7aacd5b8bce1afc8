namespace LatencyPortal.Gateway.Prompts.Replay;

/// <summary>Where a piece of an outline is from.</summary>
/// <param name="Place">Where it stands.</param>
/// <param name="Segment">Id of the segment; <see langword="null"/> for what the template does not say.</param>
/// <param name="Start">Where it begins in the segment's source; -1 where the source has no such place.</param>
/// <param name="Names">Variables that it depends on; empty for static text.</param>
public sealed record OutlineSource(OutlinePlace Place, string? Segment, int Start, IReadOnlyList<string> Names);

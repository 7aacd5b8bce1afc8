using LatencyPortal.Gateway.Prompts.Templates;

namespace LatencyPortal.Prompts.Editing;

/// <summary>A segment of a working copy.</summary>
/// <param name="Key">Stays when it is renamed or moved.</param>
/// <param name="Segment">The segment.</param>
public sealed record CopySegment(int Key, PromptSegment Segment);

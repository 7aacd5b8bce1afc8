namespace LatencyPortal.Prompts;

/// <summary>A template in the list.</summary>
public sealed record PromptSummary(string Name, string? Description, DateTimeOffset UpdatedAt, int Versions, bool HasDraft, IReadOnlyList<PromptLabel> Labels);

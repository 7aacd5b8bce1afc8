namespace LatencyPortal.Prompts;

/// <summary>What a label of a template names.</summary>
/// <param name="Label">The label.</param>
/// <param name="Version">The version that it names.</param>
/// <param name="OtherVersion">The version of the other arm while it is split.</param>
/// <param name="OtherPercent">Percent of the requests that get the other arm.</param>
/// <param name="Before">The version that it named before.</param>
public sealed record PromptLabel(string Label, int Version, int? OtherVersion, int OtherPercent, int? Before);

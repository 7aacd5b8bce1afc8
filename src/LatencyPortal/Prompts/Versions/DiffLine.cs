namespace LatencyPortal.Prompts.Versions;

/// <summary>A line of a comparison.</summary>
/// <param name="Kind">What became of it.</param>
/// <param name="Text">The line.</param>
/// <param name="Skipped">Lines that are the same and are left out here; the text is empty then.</param>
public sealed record DiffLine(DiffKind Kind, string Text, int Skipped = 0);

namespace LatencyPortal.Controls.Markdown;

/// <summary>Where a formula stands in a text that begins with its opening delimiter.</summary>
/// <param name="Content">What stands between the delimiters.</param>
/// <param name="Length">UTF-16 units with both delimiters.</param>
/// <param name="IsDisplay">It stands on a line of its own.</param>
internal readonly record struct MathSpan(Range Content, int Length, bool IsDisplay);

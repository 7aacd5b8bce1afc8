namespace LatencyPortal.Controls.Formulas;

/// <summary>A size that a command asks for.</summary>
/// <param name="IsDisplay">Whether sums are large, with their limits below and above.</param>
/// <param name="Level">How often scripts have made it smaller, 0 to 2.</param>
internal readonly record struct StyleLevel(bool IsDisplay, int Level);

namespace LatencyPortal.Controls.Formulas;

/// <summary>A character of a formula with its class.</summary>
/// <param name="Text">The character.</param>
/// <param name="Class">How TeX spaces it.</param>
internal readonly record struct TexSymbol(string Text, AtomClass Class);

namespace LatencyPortal.Controls.Formulas;

/// <summary>The alphabets of a formula.</summary>
internal enum MathFont
{
    /// <summary>Italic letters, upright digits, as MathML draws them by itself.</summary>
    Standard,
    Upright,
    Bold,
    Italic,
    BoldItalic,
    SansSerif,
    Monospace,
    DoubleStruck,
    Script,
    Fraktur,
}

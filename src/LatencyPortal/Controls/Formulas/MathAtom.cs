using LatencyPortal.Controls.Markdown;

namespace LatencyPortal.Controls.Formulas;

/// <summary>One thing of a row with its class.</summary>
/// <param name="Node">What is drawn.</param>
/// <param name="Class">How TeX spaces it.</param>
/// <param name="Limits">Whether scripts stand below and above: always, only in display style, or never.</param>
/// <param name="IsName">A function's name in letters: MathML knows no space for it, so the row adds it.</param>
internal readonly record struct MathAtom(DomElement Node, AtomClass Class, LimitPlacement Limits = LimitPlacement.Never, bool IsName = false);

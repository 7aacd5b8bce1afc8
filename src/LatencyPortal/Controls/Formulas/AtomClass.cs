namespace LatencyPortal.Controls.Formulas;

/// <summary>TeX's classes of what stands in a formula; the space between two neighbours follows from them.</summary>
internal enum AtomClass
{
    Ordinary,
    Operator,
    Binary,
    Relation,
    Open,
    Close,
    Punctuation,
    Inner,

    /// <summary>A space that was asked for; neighbours look through it.</summary>
    Space,
}

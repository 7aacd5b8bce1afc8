namespace LatencyPortal.Controls.Formulas;

/// <summary>Where an atom's scripts go.</summary>
internal enum LimitPlacement
{
    /// <summary>Beside it.</summary>
    Never,

    /// <summary>Below and above in display style, beside it in running text.</summary>
    Display,

    /// <summary>Below and above.</summary>
    Always,
}

namespace LatencyPortal.Controls;

/// <summary>Writes shares of a whole.</summary>
internal static class Share
{
    /// <summary>
    /// Formats a share from 0 to 1: <c>97.2 %</c>, <c>100 %</c>; an en dash when unknown. It never rounds up to 100 % or
    /// down to 0 %, because one bad request is not none.
    /// </summary>
    public static string Format(double? share) => share switch
    {
        null => Milliseconds.Unknown,
        0 => "0 %",
        1 => "100 %",
        < 0.001 => "< 0.1 %",
        > 0.999 => "> 99.9 %",
        _ => FormattableString.Invariant($"{share * 100:0.#} %"),
    };
}

namespace LatencyPortal.Controls;

/// <summary>Writes durations the same way everywhere: no false digits, always a unit.</summary>
internal static class Milliseconds
{
    /// <summary>Formats milliseconds: <c>8.3 ms</c>, <c>142 ms</c>, <c>2.41 s</c>; an en dash when unknown.</summary>
    public static string Format(double? ms) => ms switch
    {
        null => "–",
        < 10 => FormattableString.Invariant($"{ms:0.0} ms"),
        < 1000 => FormattableString.Invariant($"{ms:0} ms"),
        < 10_000 => FormattableString.Invariant($"{ms / 1000:0.00} s"),
        _ => FormattableString.Invariant($"{ms / 1000:0.0} s"),
    };
}

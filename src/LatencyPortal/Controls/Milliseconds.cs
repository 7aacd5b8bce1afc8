namespace LatencyPortal.Controls;

/// <summary>Writes durations the same way everywhere: no false digits, always a unit.</summary>
internal static class Milliseconds
{
    /// <summary>Stands wherever a number is not known.</summary>
    public const string Unknown = "–";

    /// <summary>Formats milliseconds: <c>8.3 ms</c>, <c>142 ms</c>, <c>2.41 s</c>; an en dash when unknown.</summary>
    public static string Format(double? ms) => ms switch
    {
        null => Unknown,
        // The limits lie where rounding would add a digit: 9.96 is "10 ms", 999.6 is "1.00 s".
        < 9.95 => FormattableString.Invariant($"{ms:0.0} ms"),
        < 999.5 => FormattableString.Invariant($"{ms:0} ms"),
        < 9_995 => FormattableString.Invariant($"{ms / 1000:0.00} s"),
        _ => FormattableString.Invariant($"{ms / 1000:0.0} s"),
    };

    /// <summary>Formats a limit that somebody set, without trailing zeros: <c>300 ms</c>, <c>10 s</c>, <c>1.5 s</c>.</summary>
    public static string Limit(double ms) => ms < 1000
        ? FormattableString.Invariant($"{ms:0.##} ms")
        : FormattableString.Invariant($"{ms / 1000:0.###} s");

    /// <summary>Formats a moment for reading off differences: always in ms, to a tenth.</summary>
    public static string Exact(double? ms) => ms is null ? Unknown : FormattableString.Invariant($"{ms:0.0} ms");
}

namespace LatencyPortal.Cli;

/// <summary>Numbers as people read them: with units, without false digits, a dash where nothing was measured.</summary>
internal static class Figures
{
    private const string NoData = "-";

    /// <summary>Milliseconds without a unit: one decimal below 10.</summary>
    public static string Number(double? value) =>
        value is not { } known ? NoData : known < 10 ? $"{known:F1}" : $"{known:F0}";

    /// <summary>Milliseconds with their unit.</summary>
    public static string Milliseconds(double? value) => value is null ? NoData : $"{Number(value)} ms";

    /// <summary>A share in percent; a dash when there is nothing to divide by.</summary>
    public static string Share(int part, int whole) => whole == 0 ? NoData : $"{100.0 * part / whole:F1} %";
}

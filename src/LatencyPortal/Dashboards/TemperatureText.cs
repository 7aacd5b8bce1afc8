using System.Globalization;

namespace LatencyPortal.Dashboards;

/// <summary>Writes temperatures.</summary>
internal static class TemperatureText
{
    /// <summary>Formats a temperature as it was asked for, to two decimals: <c>0.7</c>; <c>default</c> when it was left to the model.</summary>
    public static string Format(double? temperature) => temperature?.ToString("0.##", CultureInfo.InvariantCulture) ?? "default";
}

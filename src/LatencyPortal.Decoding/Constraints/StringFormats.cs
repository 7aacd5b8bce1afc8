namespace LatencyPortal.Decoding.Constraints;

/// <summary>
/// The string formats that are held to, as patterns. Dates and times follow RFC 3339: months have
/// their days, leap years theirs; a leap second is not offered.
/// </summary>
internal static class StringFormats
{
    private const string Year = @"(000[1-9]|00[1-9]\d|0[1-9]\d\d|[1-9]\d{3})";
    private const string LeapYear = @"(\d\d(0[48]|[2468][048]|[13579][26])|(0[48]|[2468][048]|[13579][26])00)";

    private const string Day =
        $@"({Year}-((0[13578]|1[02])-(0[1-9]|[12]\d|3[01])|(0[469]|11)-(0[1-9]|[12]\d|30)|02-(0[1-9]|1\d|2[0-8]))|{LeapYear}-02-29)";

    private const string Clock = @"([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,7})?(Z|[+-](0\d|1[0-3]):[0-5]\d)";
    private const string Octet = @"(25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)";
    private const string Label = @"[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?";

    /// <summary>Patterns by the name of the format.</summary>
    public static IReadOnlyDictionary<string, string> Patterns { get; } = new Dictionary<string, string>
    {
        ["date"] = $"^{Day}$",
        ["time"] = $"^{Clock}$",
        ["date-time"] = $"^{Day}T{Clock}$",
        ["uuid"] = "^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$",
        ["ipv4"] = $@"^{Octet}(\.{Octet}){{3}}$",
        ["email"] = $@"^[A-Za-z0-9_+-]+(\.[A-Za-z0-9_+-]+)*@{Label}(\.{Label})+$",
    };
}

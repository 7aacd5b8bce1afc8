using System.Text.RegularExpressions;

namespace LatencyPortal.Settings;

/// <summary>What endpoints and local models may be called: the names stand in model ids, addresses and configuration.</summary>
internal static partial class NameRules
{
    // These would be taken for models and places of the portal itself.
    private static readonly string[] Reserved = ["local", "auto", "portal-assistant", "template"];

    /// <param name="name">The name.</param>
    /// <param name="thing">What is named, for example <c>endpoint</c>.</param>
    /// <returns>What is wrong as a sentence, or <see langword="null"/>.</returns>
    public static string? Check(string? name, string thing) => name switch
    {
        null or "" => $"The {thing} needs a name.",
        _ when Reserved.Contains(name, StringComparer.OrdinalIgnoreCase) => $"The name {name} is taken by the portal itself.",
        _ when !Name().IsMatch(name) => "Use 1 to 40 lower-case letters, digits, dots, dashes or underscores, beginning with a letter or digit.",
        _ => null,
    };

    // \z and not $, which lets a line feed pass at the end.
    [GeneratedRegex(@"\A[a-z0-9][a-z0-9._-]{0,39}\z")]
    private static partial Regex Name();
}

using System.Text.RegularExpressions;

namespace LatencyPortal.Settings;

/// <summary>What an endpoint may look like, in configuration and on the Settings page alike.</summary>
internal static partial class EndpointRules
{
    // These would be taken for models and places of the portal itself.
    private static readonly string[] Reserved = ["local", "auto", "portal-assistant", "template"];

    /// <returns>What is wrong as a sentence, or <see langword="null"/>.</returns>
    public static string? CheckName(string? name) => name switch
    {
        null or "" => "The endpoint needs a name.",
        _ when Reserved.Contains(name, StringComparer.OrdinalIgnoreCase) => $"The name {name} is taken by the portal itself.",
        _ when !Name().IsMatch(name) => "Use 1 to 40 lower-case letters, digits, dots, dashes or underscores, beginning with a letter or digit.",
        _ => null,
    };

    /// <returns>What is wrong as a sentence, or <see langword="null"/>.</returns>
    public static string? CheckBaseUrl(string? url)
    {
        if (string.IsNullOrWhiteSpace(url))
            return "The endpoint needs a base URL, for example http://127.0.0.1:11434/v1.";
        if (!Uri.TryCreate(url.Trim(), UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"))
            return "The base URL must begin with http:// or https://, for example http://127.0.0.1:11434/v1.";
        if (uri.UserInfo.Length > 0 || uri.Query.Length > 0 || uri.Fragment.Length > 0)
            return "The base URL must hold no user name, query or fragment; the key has a field of its own.";
        return uri.AbsolutePath.EndsWith("/chat/completions", StringComparison.Ordinal)
            ? "The base URL ends before /chat/completions; as a rule it ends in /v1."
            : null;
    }

    [GeneratedRegex("^[a-z0-9][a-z0-9._-]{0,39}$")]
    private static partial Regex Name();
}

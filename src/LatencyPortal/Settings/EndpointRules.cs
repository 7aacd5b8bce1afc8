namespace LatencyPortal.Settings;

/// <summary>What an endpoint may look like, in configuration and on the Settings page alike.</summary>
internal static class EndpointRules
{
    /// <returns>What is wrong as a sentence, or <see langword="null"/>.</returns>
    public static string? CheckName(string? name) => NameRules.Check(name, "endpoint");

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
}

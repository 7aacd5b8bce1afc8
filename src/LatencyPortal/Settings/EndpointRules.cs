using LatencyPortal.Gateway;

namespace LatencyPortal.Settings;

/// <summary>What an endpoint may look like, in configuration and on the Settings page alike.</summary>
internal static class EndpointRules
{
    private const int LongestRegion = 40;

    /// <summary>What stands between names of models; none of them has one of these in it.</summary>
    private static readonly char[] BetweenModels = ['\n', '\r', ',', ';'];

    /// <returns>What is wrong as a sentence, or <see langword="null"/>.</returns>
    public static string? CheckName(string? name) => NameRules.Check(name, "endpoint");

    /// <returns>What is wrong as a sentence, or <see langword="null"/>.</returns>
    public static string? CheckBaseUrl(string? url)
    {
        if (string.IsNullOrWhiteSpace(url))
            return "The endpoint needs a base URL, for example http://127.0.0.1:11434/v1.";
        if (url.Contains('<', StringComparison.Ordinal))
            return "Put your own name in place of what stands in angle brackets in the base URL.";
        if (!Uri.TryCreate(url.Trim(), UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"))
            return "The base URL must begin with http:// or https://, for example http://127.0.0.1:11434/v1.";
        if (uri.UserInfo.Length > 0 || uri.Query.Length > 0 || uri.Fragment.Length > 0)
            return "The base URL must hold no user name, query or fragment; the key has a field of its own.";
        return uri.AbsolutePath.EndsWith("/chat/completions", StringComparison.Ordinal)
            ? "The base URL ends before /chat/completions; as a rule it ends in /v1."
            : null;
    }

    /// <returns>What is wrong as a sentence, or <see langword="null"/>.</returns>
    public static string? CheckRegion(string? region) => RegionOf(region) is { } text && (text.Length > LongestRegion || text.Any(char.IsControl))
        ? $"The region is a word or two, for example eu-west, and at most {LongestRegion} characters long."
        : null;

    /// <summary>A key goes out in an HTTP header, which holds visible ASCII characters alone.</summary>
    /// <returns>What is wrong as a sentence that does not tell the key, or <see langword="null"/>.</returns>
    public static string? CheckKey(string? key)
    {
        var text = (key ?? "").Trim();
        var place = text.AsSpan().IndexOfAnyExceptInRange('\x21', '\x7E');
        return place < 0
            ? null
            : $"The key holds a character that keys cannot have, as happens when it is copied from a formatted text: character {place + 1} of {text.Length}. Enter it again, letters, digits and signs alone.";
    }

    /// <returns>What is wrong as a sentence, or <see langword="null"/>.</returns>
    public static string? CheckProvider(string? provider) => string.IsNullOrWhiteSpace(provider) || ProviderOf(provider) is not null
        ? null
        : $"There is no provider {provider}; there are {string.Join(", ", Enum.GetNames<ProviderKind>())}.";

    /// <summary>The wire format of that name; a number is no name.</summary>
    public static ProviderKind? ProviderOf(string? provider) =>
        Enum.GetNames<ProviderKind>().FirstOrDefault(name => name.Equals(provider?.Trim(), StringComparison.OrdinalIgnoreCase)) is { } known
            ? Enum.Parse<ProviderKind>(known)
            : null;

    /// <summary>The models that were entered by hand, one a line or with commas or semicolons between, each one once.</summary>
    public static IReadOnlyList<string> ModelsOf(string text) =>
        [.. text.Split(BetweenModels, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Distinct(StringComparer.Ordinal)];

    /// <summary>The region without blanks around it; <see langword="null"/> when nobody named one.</summary>
    public static string? RegionOf(string? region) => string.IsNullOrWhiteSpace(region) ? null : region.Trim();
}

namespace LatencyPortal.Settings;

/// <summary>Which hosts endpoints may have. Whoever may enter an endpoint could otherwise make the portal call any machine that it reaches.</summary>
internal static class HostRules
{
    private const string AnyBelow = "*.";

    /// <param name="url">A base URL that is valid.</param>
    /// <param name="allowed">Host names; <c>*.example.com</c> stands for all below it. None allows every host.</param>
    /// <returns>What is wrong as a sentence, or <see langword="null"/>.</returns>
    public static string? Check(string url, ICollection<string> allowed) => Check(new Uri(url.Trim()), allowed);

    /// <param name="url">A base URL.</param>
    /// <param name="allowed">Host names; <c>*.example.com</c> stands for all below it. None allows every host.</param>
    /// <returns>What is wrong as a sentence, or <see langword="null"/>.</returns>
    public static string? Check(Uri url, ICollection<string> allowed) => allowed.Count == 0 || allowed.Any(host => Fits(url.IdnHost, host.Trim()))
        ? null
        : $"The host {url.IdnHost} is not allowed here: {PortalOptions.Section}:{nameof(PortalOptions.EndpointHosts)} names {string.Join(", ", allowed)}.";

    private static bool Fits(string host, string allowed) => allowed.StartsWith(AnyBelow, StringComparison.Ordinal)
        ? host.EndsWith(allowed[1..], StringComparison.OrdinalIgnoreCase)
        : host.Equals(allowed, StringComparison.OrdinalIgnoreCase);
}

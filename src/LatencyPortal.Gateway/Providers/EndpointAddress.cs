namespace LatencyPortal.Gateway.Providers;

/// <summary>Addresses below a base URL, which operators write with and without its version.</summary>
internal static class EndpointAddress
{
    /// <summary>The base URL without a slash at its end and without these endings, the first that fits.</summary>
    public static string Without(Uri baseUrl, params ReadOnlySpan<string> endings)
    {
        var url = Bare(baseUrl);
        foreach (var ending in endings)
        {
            if (url.EndsWith(ending, StringComparison.OrdinalIgnoreCase))
                return url[..^ending.Length];
        }

        return url;
    }

    /// <summary>The base URL with this path when it has none.</summary>
    public static string With(Uri baseUrl, string path) => baseUrl.AbsolutePath.Length <= 1 ? Bare(baseUrl) + path : Bare(baseUrl);

    private static string Bare(Uri baseUrl) => baseUrl.GetLeftPart(UriPartial.Path).TrimEnd('/');
}

using System.Net;

namespace LatencyPortal.Security;

/// <summary>Refuses to listen beyond this machine without an access key.</summary>
internal static class BindingGuard
{
    /// <summary>Says what is wrong with the configured addresses.</summary>
    /// <returns>A sentence, or <see langword="null"/> when all is well.</returns>
    public static string? Check(IConfiguration configuration, string? accessKey)
    {
        if (!string.IsNullOrEmpty(accessKey))
            return null;
        var open = Addresses(configuration).FirstOrDefault(address => !IsLoopback(address));
        return open is null
            ? null
            : $"{open} can be reached from other machines, and no access key is set. Set one with --access-key or " +
              "LATENCYPORTAL_ACCESS_KEY, or listen on http://127.0.0.1:5080.";
    }

    private static IEnumerable<string> Addresses(IConfiguration configuration)
    {
        foreach (var url in Split(configuration[WebHostDefaults.ServerUrlsKey]))
            yield return url;
        // Ports without an address listen on every interface; they count only where no address is given.
        if (string.IsNullOrWhiteSpace(configuration[WebHostDefaults.ServerUrlsKey]))
        {
            foreach (var port in Split(configuration[WebHostDefaults.HttpPortsKey]).Concat(Split(configuration[WebHostDefaults.HttpsPortsKey])))
                yield return $"http://*:{port}";
        }

        foreach (var endpoint in configuration.GetSection("Kestrel:Endpoints").GetChildren())
        {
            if (endpoint["Url"] is { Length: > 0 } url)
                yield return url;
        }
    }

    private static string[] Split(string? value) =>
        value?.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];

    private static bool IsLoopback(string address)
    {
        try
        {
            var host = BindingAddress.Parse(address).Host.Trim('[', ']');
            return host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
                || (IPAddress.TryParse(host, out var ip) && IPAddress.IsLoopback(ip));
        }
        catch (FormatException)
        {
            return false; // the server itself will say what is wrong with it
        }
    }
}

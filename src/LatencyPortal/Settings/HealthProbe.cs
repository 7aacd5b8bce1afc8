namespace LatencyPortal.Settings;

/// <summary>Asks a running portal whether it lives; container images have no curl.</summary>
internal static class HealthProbe
{
    public const string Switch = "--health-check";

    /// <returns>0 when <c>/healthz</c> of the portal in this container answers, else 1.</returns>
    public static async Task<int> RunAsync()
    {
        var port = BindingAddress.Parse(
            Environment.GetEnvironmentVariable("ASPNETCORE_URLS")?.Split(';')[0] ?? "http://127.0.0.1:5080").Port;
        using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(2) };
        try
        {
            using var response = await client.GetAsync(new Uri($"http://127.0.0.1:{port}/healthz"));
            return response.IsSuccessStatusCode ? 0 : 1;
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            return 1;
        }
    }
}

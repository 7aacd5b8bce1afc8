namespace LatencyPortal.Settings;

internal static class RunPortal
{
    /// <summary>Runs until stopped.</summary>
    /// <returns>The exit status of the process.</returns>
    public static async Task<int> RunPortalAsync(this WebApplication app)
    {
        await app.RunAsync();
        return 0;
    }
}

namespace LatencyPortal.Fleet;

internal static class FleetExtensions
{
    /// <summary>Measures the way to the endpoints, and the page that shows it.</summary>
    public static void AddFleet(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<ConnectionLog>();
        builder.Services.AddSingleton<PoolStore>();
        builder.Services.AddHostedService<ConnectionProber>();
    }
}

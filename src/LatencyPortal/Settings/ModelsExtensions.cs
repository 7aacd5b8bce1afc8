using LatencyPortal.Gateway;
using LatencyPortal.Telemetry;
using Microsoft.Extensions.Options;

namespace LatencyPortal.Settings;

internal static class ModelsExtensions
{
    /// <summary>The gateway with its endpoints, and the records of its calls.</summary>
    public static void AddModels(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton(TimeProvider.System);
        services.AddTelemetry(_ => { });
        services.AddOptions<TelemetryOptions>().Configure<IOptions<PortalOptions>>((telemetry, portal) =>
            telemetry.DatabasePath = Path.Combine(portal.Value.Data, "telemetry.db"));
        services.AddGateway(_ => { });
        services.AddOptions<GatewayOptions>().Configure<IOptions<PortalOptions>>((gateway, portal) =>
        {
            gateway.HelpEntriesPath = Path.Combine(portal.Value.Model, "help.json");
            gateway.FamiliesFolder = Path.Combine(portal.Value.Data, "families");
            gateway.Decoding = portal.Value.Decoding.ToDecoding();
            portal.Value.Calls.Apply(gateway);
        });
        services.AddSingleton<EndpointDiscovery>();
        services.AddSingleton<PoolCatalogue>();
        services.AddSingleton<Routes.RouteCatalogue>();
        services.AddSingleton<Routes.RouteStore>();
        services.AddSingleton<EndpointStore>();
        services.AddSingleton<TargetStore>();
        services.AddSingleton<FastModels.FastModelStore>();
        services.AddSingleton<EndpointUses>();
        services.AddSingleton<ModelsKnown>();
        services.AddHostedService<ModelStartup>();
    }
}

using LatencyPortal.Gateway.Grounding;
using LatencyPortal.Gateway.Prompts.Families;
using LatencyPortal.Telemetry;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace LatencyPortal.Gateway;

/// <summary>Registers the gateway.</summary>
public static class GatewayServiceCollectionExtensions
{
    /// <summary>Adds <see cref="ModelGateway"/>, <see cref="HelpIndex"/> and <see cref="FamilyCatalogue"/>; needs AddTelemetry.</summary>
    public static IServiceCollection AddGateway(this IServiceCollection services, Action<GatewayOptions> configure)
    {
        services.AddOptions<GatewayOptions>().Configure(configure).ValidateDataAnnotations().ValidateOnStart();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(provider => HelpIndex.Load(
            provider.GetRequiredService<IOptions<GatewayOptions>>().Value.HelpEntriesPath,
            provider.GetRequiredService<ILogger<HelpIndex>>()));
        services.AddSingleton(provider => FamilyCatalogue.Load(provider.GetRequiredService<IOptions<GatewayOptions>>().Value.FamiliesFolder));
        services.AddSingleton(provider => new ModelGateway(
            provider.GetRequiredService<IOptions<GatewayOptions>>().Value,
            provider.GetRequiredService<HelpIndex>(),
            provider.GetRequiredService<TelemetryWriter>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILoggerFactory>()));
        services.AddSingleton<EmbeddingGateway>();
        return services;
    }
}

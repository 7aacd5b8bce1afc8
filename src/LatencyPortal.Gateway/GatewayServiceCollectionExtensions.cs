using Microsoft.Extensions.DependencyInjection;

namespace LatencyPortal.Gateway;

/// <summary>Registers the gateway.</summary>
public static class GatewayServiceCollectionExtensions
{
    /// <summary>Adds <see cref="ModelGateway"/> and <see cref="Grounding.HelpIndex"/>.</summary>
    public static IServiceCollection AddGateway(this IServiceCollection services, Action<GatewayOptions> configure)
    {
        services.Configure(configure);
        services.AddSingleton<ModelGateway>();
        services.AddSingleton<Grounding.HelpIndex>();
        return services;
    }
}

using Microsoft.Extensions.DependencyInjection;

namespace LatencyPortal.Telemetry;

/// <summary>Registers the request records.</summary>
public static class TelemetryServiceCollectionExtensions
{
    /// <summary>Adds <see cref="TelemetryWriter"/> and <see cref="Storage.RecordStore"/>.</summary>
    public static IServiceCollection AddTelemetry(this IServiceCollection services, Action<TelemetryOptions> configure)
    {
        services.AddOptions<TelemetryOptions>().Configure(configure).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<TelemetryWriter>();
        services.AddHostedService(provider => provider.GetRequiredService<TelemetryWriter>());
        services.AddSingleton<Storage.RecordStore>();
        return services;
    }
}

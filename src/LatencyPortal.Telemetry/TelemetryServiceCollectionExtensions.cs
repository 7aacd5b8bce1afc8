using LatencyPortal.Telemetry.Slo;
using LatencyPortal.Telemetry.Storage;
using LatencyPortal.Telemetry.Traces;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace LatencyPortal.Telemetry;

/// <summary>Registers the request records.</summary>
public static class TelemetryServiceCollectionExtensions
{
    /// <summary>Adds <see cref="TelemetryWriter"/>, <see cref="RecordStore"/>, <see cref="PromptTraceStore"/> and <see cref="SloStore"/>.</summary>
    public static IServiceCollection AddTelemetry(this IServiceCollection services, Action<TelemetryOptions> configure)
    {
        services.AddOptions<TelemetryOptions>().Configure(configure).ValidateDataAnnotations().ValidateOnStart();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<RecordDatabase>();
        services.AddSingleton(provider => new TelemetryWriter(
            provider.GetRequiredService<RecordDatabase>(),
            provider.GetRequiredService<IOptions<TelemetryOptions>>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<TelemetryWriter>>()));
        services.AddHostedService(provider => provider.GetRequiredService<TelemetryWriter>());
        services.AddSingleton(provider => new RecordStore(provider.GetRequiredService<RecordDatabase>()));
        services.AddSingleton(provider => new PromptTraceStore(provider.GetRequiredService<RecordDatabase>()));
        services.AddSingleton(provider => new SloStore(provider.GetRequiredService<RecordDatabase>()));
        services.AddHostedService<SloCounting>();
        return services;
    }
}

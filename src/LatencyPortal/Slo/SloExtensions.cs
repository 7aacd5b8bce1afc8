using LatencyPortal.Telemetry.Slo;

namespace LatencyPortal.Slo;

internal static class SloExtensions
{
    /// <summary>Objectives and how they stand.</summary>
    public static void AddSlo(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<ObjectiveStore>();
        builder.Services.AddHostedService(services => services.GetRequiredService<ObjectiveStore>());
        builder.Services.AddSingleton<SloReader>();
    }

    /// <summary>The alerting rules for Prometheus; the page is a Razor component.</summary>
    public static void MapSlo(this WebApplication app) => app.MapGet("/latency/slo/rules.yaml", (SloStore counts) => Results.Text(
        PrometheusRules.Write(counts.Objectives.Select(objective => (objective, BurnAlert.Default(objective)))), "application/yaml"));
}

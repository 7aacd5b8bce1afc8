using LatencyPortal.Controls;

namespace LatencyPortal.Dashboards;

internal static class DashboardsExtensions
{
    public static void AddDashboards(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<LatencyReader>();
        builder.Services.AddSingleton<MissReader>();
        builder.Services.AddScoped<BrowserClock>();
    }

    /// <summary>The pages are Razor components; they need no endpoints of their own.</summary>
    public static void MapDashboards(this WebApplication app)
    {
    }
}

namespace LatencyPortal.Dashboards;

internal static class DashboardsExtensions
{
    public static void AddDashboards(this WebApplicationBuilder builder)
    {
    }

    public static void MapDashboards(this WebApplication app)
    {
    }
}

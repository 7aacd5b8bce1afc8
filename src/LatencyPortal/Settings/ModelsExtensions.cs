namespace LatencyPortal.Settings;

internal static class ModelsExtensions
{
    public static void AddModels(this WebApplicationBuilder builder)
    {
    }

    public static void MapModels(this WebApplication app)
    {
    }
}

namespace LatencyPortal.Api;

internal static class ApiExtensions
{
    public static void AddApi(this WebApplicationBuilder builder)
    {
    }

    public static void MapApi(this WebApplication app)
    {
    }
}

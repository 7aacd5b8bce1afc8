namespace LatencyPortal.Security;

internal static class SecurityExtensions
{
    public static void AddSecurity(this WebApplicationBuilder builder)
    {
    }

    public static void MapSecurity(this WebApplication app)
    {
    }

    public static void UseSecurity(this WebApplication app)
    {
    }
}

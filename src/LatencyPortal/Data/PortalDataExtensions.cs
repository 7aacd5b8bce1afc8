using LatencyPortal.Settings;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace LatencyPortal.Data;

internal static class PortalDataExtensions
{
    /// <summary>The control database in the data folder.</summary>
    public static void AddPortalData(this WebApplicationBuilder builder) =>
        builder.Services.AddDbContextFactory<PortalDbContext>((services, options) => options.UseSqlite(
            $"Data Source={Path.Combine(services.GetRequiredService<IOptions<PortalOptions>>().Value.Data, "portal.db")}"));
}

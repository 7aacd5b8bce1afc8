using LatencyPortal.Data;
using LatencyPortal.Gateway;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace LatencyPortal.Settings.Routes;

/// <summary>Reads the routes: those of configuration first, then those of the Settings page.</summary>
internal sealed class RouteCatalogue(IDbContextFactory<PortalDbContext> databases, IOptions<PortalOptions> options)
{
    /// <summary>Whether configuration says what holds for this model or pool.</summary>
    public bool IsConfigured(string model) => options.Value.Routes.Any(route => route.Model!.Trim() == model);

    public async Task<IReadOnlyList<RouteView>> ReadAsync(CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var rows = await database.Routes.AsNoTracking().OrderBy(row => row.Model).ToListAsync(cancellationToken);
        return
        [
            .. options.Value.Routes.Select(route => new RouteView(route.ToConfig(), IsConfigured: true)),
            // What configuration says since counts.
            .. rows.Where(row => !IsConfigured(row.Model)).Select(row => new RouteView(
                new RouteConfig { Model = row.Model, MaxOutputTokens = row.MaxOutputTokens }, IsConfigured: false)),
        ];
    }
}

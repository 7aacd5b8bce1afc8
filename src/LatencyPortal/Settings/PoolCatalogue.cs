using System.Text.Json;
using LatencyPortal.Data;
using LatencyPortal.Gateway;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace LatencyPortal.Settings;

/// <summary>Reads the pools: those of configuration first, then those of the Fleet page.</summary>
internal sealed class PoolCatalogue(IDbContextFactory<PortalDbContext> databases, IOptions<PortalOptions> options)
{
    /// <summary>Whether configuration names a pool so.</summary>
    public bool IsConfigured(string name) => options.Value.Pools.Any(pool => string.Equals(pool.Name, name, StringComparison.OrdinalIgnoreCase));

    public async Task<IReadOnlyList<PoolConfig>> ReadAsync(CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var rows = await database.Pools.AsNoTracking().OrderBy(row => row.Name).ToListAsync(cancellationToken);
        return
        [
            .. options.Value.Pools.Select(pool => pool.ToConfig()),
            // A name that configuration has taken since is configuration's.
            .. rows.Where(row => !IsConfigured(row.Name)).Select(row => new PoolConfig
            {
                Name = row.Name,
                Members = JsonSerializer.Deserialize<string[]>(row.MembersJson) ?? [],
                Policy = row.Policy,
                Hedges = row.Hedges,
                HedgeBudget = row.HedgeBudget,
            }),
        ];
    }
}

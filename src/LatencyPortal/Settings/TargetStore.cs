using System.Text.Json;
using LatencyPortal.Data;
using LatencyPortal.Telemetry;
using Microsoft.EntityFrameworkCore;

namespace LatencyPortal.Settings;

/// <summary>The latency targets that the Latency page holds requests against.</summary>
internal sealed class TargetStore(IDbContextFactory<PortalDbContext> databases)
{
    private const string Key = "targets";

    public async Task<LatencyTargets> GetAsync(CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var row = await database.Settings.AsNoTracking().FirstOrDefaultAsync(setting => setting.Key == Key, cancellationToken);
        return row is null ? new LatencyTargets() : JsonSerializer.Deserialize<LatencyTargets>(row.Value) ?? new LatencyTargets();
    }

    public async Task SetAsync(LatencyTargets targets, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var row = await database.Settings.FindAsync([Key], cancellationToken);
        var json = JsonSerializer.Serialize(targets);
        if (row is null)
            database.Settings.Add(new Setting { Key = Key, Value = json });
        else
            row.Value = json;
        await database.SaveChangesAsync(cancellationToken);
    }
}

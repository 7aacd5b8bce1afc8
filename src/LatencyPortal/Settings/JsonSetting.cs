using System.Text.Json;
using LatencyPortal.Data;
using Microsoft.EntityFrameworkCore;

namespace LatencyPortal.Settings;

/// <summary>A setting of the portal that is read and written as a whole, as JSON.</summary>
/// <param name="databases">The control database.</param>
/// <param name="key">Its key.</param>
internal sealed class JsonSetting<T>(IDbContextFactory<PortalDbContext> databases, string key)
    where T : class
{
    /// <summary>What is stored; <see langword="null"/> when nobody has stored anything.</summary>
    public async Task<T?> ReadAsync(CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var row = await database.Settings.AsNoTracking().FirstOrDefaultAsync(setting => setting.Key == key, cancellationToken);
        return row is null ? null : JsonSerializer.Deserialize<T>(row.Value);
    }

    /// <summary>Stores a value in place of what was there.</summary>
    public async Task WriteAsync(T value, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var json = JsonSerializer.Serialize(value);
        if (await database.Settings.FindAsync([key], cancellationToken) is { } row)
            row.Value = json;
        else
            database.Settings.Add(new Setting { Key = key, Value = json });
        await database.SaveChangesAsync(cancellationToken);
    }
}

using System.Text.Json;
using LatencyPortal.Data;
using Microsoft.EntityFrameworkCore;

namespace LatencyPortal.Prompts.Warming;

/// <summary>Which templates are kept warm, and at which model.</summary>
internal sealed class WarmStore(IDbContextFactory<PortalDbContext> databases) : IDisposable
{
    private const string Key = "keep-warm";

    private readonly SemaphoreSlim _saving = new(1, 1);

    /// <summary>The model of each template that is kept warm.</summary>
    public async Task<IReadOnlyDictionary<string, string>> GetAsync(CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        return Read(await database.Settings.AsNoTracking().FirstOrDefaultAsync(setting => setting.Key == Key, cancellationToken));
    }

    /// <summary>Keeps a template warm at a model, or not any more.</summary>
    public async Task SetAsync(string template, string? model, CancellationToken cancellationToken)
    {
        await _saving.WaitAsync(cancellationToken);
        try
        {
            await using var database = await databases.CreateDbContextAsync(cancellationToken);
            var row = await database.Settings.FirstOrDefaultAsync(setting => setting.Key == Key, cancellationToken);
            var models = Read(row);
            if (model is null)
                models.Remove(template);
            else
                models[template] = model;
            if (row is null)
                database.Settings.Add(row = new Setting { Key = Key, Value = "" });
            row.Value = JsonSerializer.Serialize(models);
            await database.SaveChangesAsync(cancellationToken);
        }
        finally
        {
            _saving.Release();
        }
    }

    public void Dispose() => _saving.Dispose();

    private static Dictionary<string, string> Read(Setting? row) =>
        row is null ? [] : JsonSerializer.Deserialize<Dictionary<string, string>>(row.Value) ?? [];
}

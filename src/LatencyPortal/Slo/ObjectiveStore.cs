using LatencyPortal.Data;
using LatencyPortal.Settings;
using LatencyPortal.Telemetry.Slo;
using LatencyPortal.Telemetry.Storage;
using Microsoft.EntityFrameworkCore;

namespace LatencyPortal.Slo;

/// <summary>The objectives of this portal; those of docs/design.md until somebody changes them.</summary>
internal sealed class ObjectiveStore(IDbContextFactory<PortalDbContext> databases, SloStore counts) : IHostedService, IDisposable
{
    private readonly JsonSetting<List<SloObjective>> _setting = new(databases, "objectives");
    private readonly SemaphoreSlim _saving = new(1, 1);

    /// <summary>What a new portal promises.</summary>
    public static IReadOnlyList<SloObjective> Defaults { get; } =
    [
        new() { Id = "ttft", Name = "First token", Indicator = SloIndicator.Ttft, TtftMs = 300, Target = 0.95 },
        new() { Id = "tpot", Name = "Pace of the answer", Indicator = SloIndicator.Tpot, TpotMs = 20, Target = 0.95 },
        new() { Id = "cached-share", Name = "Cached input", Indicator = SloIndicator.CachedShare, CachedShare = 0.4, Target = 0.5, Scope = new SloScope { LeastInputTokens = LatencySummary.CacheableTokens } },
        new() { Id = "error-free", Name = "No errors", Indicator = SloIndicator.ErrorFree, Target = 0.99 },
    ];

    /// <inheritdoc />
    public async Task StartAsync(CancellationToken cancellationToken) => await Task.Run(async () => counts.SetObjectives(await GetAsync(cancellationToken)), cancellationToken);

    /// <inheritdoc />
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>All objectives.</summary>
    public async Task<IReadOnlyList<SloObjective>> GetAsync(CancellationToken cancellationToken) => await _setting.ReadAsync(cancellationToken) ?? Defaults;

    /// <summary>Saves an objective in place of the one with the same id, or adds it.</summary>
    public Task SaveAsync(SloObjective objective, CancellationToken cancellationToken) => ChangeAsync(
        all => all.Any(known => known.Id == objective.Id) ? [.. all.Select(known => known.Id == objective.Id ? objective : known)] : [.. all, objective], cancellationToken);

    /// <summary>Deletes an objective, with what was counted for it.</summary>
    public Task DeleteAsync(string id, CancellationToken cancellationToken) => ChangeAsync(all => [.. all.Where(known => known.Id != id)], cancellationToken);

    public void Dispose() => _saving.Dispose();

    private async Task ChangeAsync(Func<IReadOnlyList<SloObjective>, List<SloObjective>> change, CancellationToken cancellationToken)
    {
        await _saving.WaitAsync(cancellationToken);
        try
        {
            var all = change(await GetAsync(cancellationToken));
            await _setting.WriteAsync(all, cancellationToken);
            await Task.Run(() => counts.SetObjectives(all), cancellationToken);
        }
        finally
        {
            _saving.Release();
        }
    }
}

using System.Collections.Immutable;
using LatencyPortal.Data;
using LatencyPortal.Gateway.Prompts.Composition;
using LatencyPortal.Settings;
using Microsoft.EntityFrameworkCore;

namespace LatencyPortal.Prompts;

/// <summary>How the prompts of each template are marked for the caches of each family, where somebody chose it. Requests ask: it is kept in memory.</summary>
internal sealed class CachePlanStore(IDbContextFactory<PortalDbContext> databases) : IDisposable
{
    private static readonly ImmutableDictionary<string, CachePlan> None = ImmutableDictionary<string, CachePlan>.Empty;

    private readonly JsonSetting<Dictionary<string, Dictionary<string, CachePlan>>> _setting = new(databases, "cache-plans");
    private readonly SemaphoreSlim _access = new(1, 1);
    private volatile ImmutableDictionary<string, ImmutableDictionary<string, CachePlan>>? _known;

    /// <summary>The plans of a template, by id of the family.</summary>
    public async ValueTask<IReadOnlyDictionary<string, CachePlan>> GetAsync(string template, CancellationToken cancellationToken)
    {
        if (_known is { } known)
            return known.GetValueOrDefault(template, None);
        await _access.WaitAsync(cancellationToken);
        try
        {
            _known ??= Frozen(await _setting.ReadAsync(cancellationToken) ?? []);
            return _known.GetValueOrDefault(template, None);
        }
        finally
        {
            _access.Release();
        }
    }

    /// <summary>Sets the plan of a template for a family; <see langword="null"/> goes back to the portal's own way.</summary>
    public async Task SetAsync(string template, string family, CachePlan? plan, CancellationToken cancellationToken)
    {
        await _access.WaitAsync(cancellationToken);
        try
        {
            var all = await _setting.ReadAsync(cancellationToken) ?? [];
            var plans = all.GetValueOrDefault(template) ?? [];
            if (plan is null)
                plans.Remove(family);
            else
                plans[family] = plan;
            if (plans.Count == 0)
                all.Remove(template);
            else
                all[template] = plans;
            await _setting.WriteAsync(all, cancellationToken);
            _known = Frozen(all);
        }
        finally
        {
            _access.Release();
        }
    }

    public void Dispose() => _access.Dispose();

    private static ImmutableDictionary<string, ImmutableDictionary<string, CachePlan>> Frozen(Dictionary<string, Dictionary<string, CachePlan>> all) =>
        all.ToImmutableDictionary(pair => pair.Key, pair => pair.Value.ToImmutableDictionary());
}

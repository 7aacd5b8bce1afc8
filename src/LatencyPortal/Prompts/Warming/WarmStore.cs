using LatencyPortal.Data;
using LatencyPortal.Settings;
using Microsoft.EntityFrameworkCore;

namespace LatencyPortal.Prompts.Warming;

/// <summary>Which templates are kept warm, and at which model.</summary>
internal sealed class WarmStore(IDbContextFactory<PortalDbContext> databases) : IDisposable
{
    private readonly JsonSetting<Dictionary<string, string>> _setting = new(databases, "keep-warm");
    private readonly SemaphoreSlim _saving = new(1, 1);

    /// <summary>The model of each template that is kept warm.</summary>
    public async Task<IReadOnlyDictionary<string, string>> GetAsync(CancellationToken cancellationToken) => await _setting.ReadAsync(cancellationToken) ?? [];

    /// <summary>Keeps a template warm at a model, or not any more.</summary>
    public async Task SetAsync(string template, string? model, CancellationToken cancellationToken)
    {
        await _saving.WaitAsync(cancellationToken);
        try
        {
            var models = await _setting.ReadAsync(cancellationToken) ?? [];
            if (model is null)
                models.Remove(template);
            else
                models[template] = model;
            await _setting.WriteAsync(models, cancellationToken);
        }
        finally
        {
            _saving.Release();
        }
    }

    public void Dispose() => _saving.Dispose();
}

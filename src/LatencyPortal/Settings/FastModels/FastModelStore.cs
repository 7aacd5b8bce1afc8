using System.Collections.Frozen;
using LatencyPortal.Data;
using Microsoft.EntityFrameworkCore;

namespace LatencyPortal.Settings.FastModels;

/// <summary>Which model answers in place of another when speed is asked for: its fast sibling, Flash beside Pro or 1.5B beside 7B.</summary>
internal sealed class FastModelStore(IDbContextFactory<PortalDbContext> databases) : IDisposable
{
    private readonly JsonSetting<Dictionary<string, string>> _setting = new(databases, "fast-models");
    private readonly SemaphoreSlim _saving = new(1, 1);
    private volatile FrozenDictionary<string, string>? _known;

    /// <summary>Raised after a change, from any thread.</summary>
    public event Action? Changed;

    /// <summary>The fast sibling of each model that has one.</summary>
    public async Task<IReadOnlyDictionary<string, string>> GetAsync(CancellationToken cancellationToken)
    {
        if (_known is { } known)
            return known;
        return _known = (await _setting.ReadAsync(cancellationToken) ?? []).ToFrozenDictionary(StringComparer.Ordinal);
    }

    /// <summary>Names the fast sibling of a model, in place of another that it had.</summary>
    /// <returns>What is wrong as a sentence, or <see langword="null"/> when it was saved.</returns>
    public async Task<string?> SetAsync(string model, string sibling, CancellationToken cancellationToken)
    {
        if (model.Length == 0 || sibling.Length == 0)
            return "Choose a model and its fast sibling.";
        if (model == sibling)
            return "A model cannot be its own fast sibling; choose another.";
        await ChangeAsync(pairs => pairs[model] = sibling, cancellationToken);
        return null;
    }

    public Task RemoveAsync(string model, CancellationToken cancellationToken) => ChangeAsync(pairs => pairs.Remove(model), cancellationToken);

    public void Dispose() => _saving.Dispose();

    private async Task ChangeAsync(Action<Dictionary<string, string>> change, CancellationToken cancellationToken)
    {
        await _saving.WaitAsync(cancellationToken);
        try
        {
            var pairs = new Dictionary<string, string>(await GetAsync(cancellationToken), StringComparer.Ordinal);
            change(pairs);
            await _setting.WriteAsync(pairs, cancellationToken);
            _known = pairs.ToFrozenDictionary(StringComparer.Ordinal);
        }
        finally
        {
            _saving.Release();
        }

        Changed?.Invoke();
    }
}

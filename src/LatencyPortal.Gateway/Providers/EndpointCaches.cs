using LatencyPortal.Gateway.Prompts.Families;
using Microsoft.Extensions.Logging;

namespace LatencyPortal.Gateway.Providers;

/// <summary>
/// The named caches of all endpoints. Clients are made anew with every change of the configuration; what is known of the
/// objects at a provider stays until its address or its key changes, because one key does not see what another one holds.
/// </summary>
internal sealed class EndpointCaches(FamilyCatalogue families, TimeProvider time, ILoggerFactory loggers) : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(string Address, string? Key), GeminiCaches> _byPlace = [];

    /// <summary>Those of an endpoint; <see langword="null"/> where its format knows none.</summary>
    public GeminiCaches? For(EndpointConfig endpoint)
    {
        if (endpoint.Provider != ProviderKind.Gemini)
            return null;
        lock (_gate)
        {
            if (!_byPlace.TryGetValue(PlaceOf(endpoint), out var caches))
                _byPlace[PlaceOf(endpoint)] = caches = new GeminiCaches(families, time, loggers.CreateLogger<GeminiCaches>());
            return caches;
        }
    }

    /// <summary>Drops those of all other endpoints.</summary>
    public void Retain(IEnumerable<EndpointConfig> endpoints)
    {
        var kept = endpoints.Where(endpoint => endpoint.Provider == ProviderKind.Gemini).Select(PlaceOf).ToHashSet();
        lock (_gate)
        {
            foreach (var (place, caches) in _byPlace.Where(known => !kept.Contains(known.Key)).ToList())
            {
                _byPlace.Remove(place);
                caches.Dispose();
            }
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        List<GeminiCaches> all;
        lock (_gate)
        {
            all = [.. _byPlace.Values];
            _byPlace.Clear();
        }

        foreach (var caches in all)
            caches.Dispose();
        await Task.WhenAll(all.Select(caches => caches.SettledAsync())).ConfigureAwait(false);
    }

    private static (string Address, string? Key) PlaceOf(EndpointConfig endpoint) => (GeminiChatClient.BaseUrl(endpoint), endpoint.ApiKey);
}

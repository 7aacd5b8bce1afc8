using System.Collections.Concurrent;
using LatencyPortal.Gateway;

namespace LatencyPortal.Fleet;

/// <summary>The last measurements of each endpoint. Any thread.</summary>
internal sealed class ConnectionLog
{
    /// <summary>Half an hour of them.</summary>
    public const int Kept = 60;

    private readonly ConcurrentDictionary<string, (Uri BaseUrl, ConnectionFigures Figures)> _figures = new(StringComparer.Ordinal);

    public ConnectionFigures Of(string endpoint) => _figures.TryGetValue(endpoint, out var known) ? known.Figures : ConnectionFigures.None;

    /// <summary>Adds a measurement; those of another address under the same name are forgotten.</summary>
    public ConnectionFigures Add(EndpointConfig endpoint, ConnectionSample sample) => _figures.AddOrUpdate(
        endpoint.Name,
        _ => (endpoint.BaseUrl, new ConnectionFigures([sample])),
        (_, known) => (endpoint.BaseUrl, new ConnectionFigures(
            known.BaseUrl == endpoint.BaseUrl ? [.. known.Figures.Samples.TakeLast(Kept - 1), sample] : [sample]))).Figures;

    /// <summary>Forgets the endpoints that are no more.</summary>
    public void Keep(IReadOnlyCollection<EndpointConfig> endpoints)
    {
        foreach (var name in _figures.Keys.Except(endpoints.Select(endpoint => endpoint.Name), StringComparer.Ordinal))
            _figures.TryRemove(name, out _);
    }
}

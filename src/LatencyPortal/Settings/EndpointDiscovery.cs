using System.Collections.Concurrent;
using LatencyPortal.Gateway;

namespace LatencyPortal.Settings;

/// <summary>
/// What the endpoints that name no models listed when they were asked. A list stays in use until a newer one has come, so
/// that a slow or silent endpoint takes no model away, least of all another endpoint's.
/// </summary>
internal sealed partial class EndpointDiscovery(ModelGateway gateway, ILogger<EndpointDiscovery> logger)
{
    private readonly ConcurrentDictionary<string, Finding> _findings = new(StringComparer.Ordinal);

    /// <summary>The endpoint with the models that are known of it.</summary>
    public EndpointConfig WithModels(EndpointConfig endpoint) =>
        endpoint.Models.Count == 0 && FindingOf(endpoint) is { } finding ? endpoint with { Models = finding.Models } : endpoint;

    /// <summary>Why the endpoint lists no models now, as a sentence; <see langword="null"/> when all is well or it was not asked.</summary>
    public string? ProblemOf(string endpoint) => _findings.GetValueOrDefault(endpoint)?.Problem;

    /// <summary>Whether the endpoint has to be asked: it names no models, and none are known or the last attempt failed.</summary>
    public bool IsOpen(EndpointConfig endpoint) => endpoint.Models.Count == 0 && FindingOf(endpoint) is not { Problem: null };

    /// <summary>Asks an endpoint for its models. When it fails, those known before stay.</summary>
    /// <returns>Whether something is new: other models, or another problem.</returns>
    public async Task<bool> AskAsync(EndpointConfig endpoint, CancellationToken cancellationToken)
    {
        var probe = await gateway.ProbeAsync(endpoint, cancellationToken);
        var before = FindingOf(endpoint);
        if (probe.Error is not null && before?.Problem != probe.Error)
            LogNotDiscovered(endpoint.Name, probe.Error);
        var found = new Finding(endpoint.BaseUrl, probe.Error is null ? probe.Models : before?.Models ?? [], probe.Error);
        _findings[endpoint.Name] = found;
        return before is null || before.Problem != found.Problem || !before.Models.SequenceEqual(found.Models, StringComparer.Ordinal);
    }

    /// <summary>Forgets an endpoint that is no more.</summary>
    public void Forget(string endpoint) => _findings.TryRemove(endpoint, out _);

    private Finding? FindingOf(EndpointConfig endpoint) =>
        _findings.GetValueOrDefault(endpoint.Name) is { } finding && finding.BaseUrl == endpoint.BaseUrl ? finding : null;

    [LoggerMessage(Level = LogLevel.Warning, Message = "Endpoint {Endpoint} did not list its models: {Reason}")]
    private partial void LogNotDiscovered(string endpoint, string reason);

    private sealed record Finding(Uri BaseUrl, IReadOnlyList<string> Models, string? Problem);
}

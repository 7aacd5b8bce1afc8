using System.Diagnostics.CodeAnalysis;
using LatencyPortal.Gateway.Grounding;
using LatencyPortal.Gateway.Providers;
using LatencyPortal.Telemetry;
using Microsoft.Extensions.Logging;

namespace LatencyPortal.Gateway;

/// <summary>
/// The one door to all models. Its state is immutable and swapped as a whole: a call that runs while the configuration
/// changes finishes on what it began with.
/// </summary>
public sealed partial class ModelGateway : IAsyncDisposable
{
    private readonly GatewayOptions _options;
    private readonly TimeProvider _time;
    private readonly ChatPipeline _pipeline;
    private readonly ILogger _logger;
    private readonly SocketsHttpHandler _connections;
    private readonly Lock _applying = new();
    private volatile GatewayState _state = GatewayState.Empty;

    internal ModelGateway(
        GatewayOptions options, HelpIndex help, TelemetryWriter telemetry, TimeProvider time, ILoggerFactory loggers)
    {
        _options = options;
        _time = time;
        _pipeline = new ChatPipeline(help, telemetry, time, loggers);
        _logger = loggers.CreateLogger<ModelGateway>();
        _connections = new SocketsHttpHandler
        {
            ConnectTimeout = options.ConnectTimeout,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5), // notices changed DNS entries
            AllowAutoRedirect = false, // a key goes only where it was entered for
            UseCookies = false,
            AutomaticDecompression = System.Net.DecompressionMethods.All,
        };
    }

    /// <summary>All configured models, usable or not, local ones first.</summary>
    public IReadOnlyList<ModelDescription> Models => _state.Descriptions;

    /// <summary>Swaps the configuration; running calls finish on the old one.</summary>
    public void Apply(GatewaySnapshot snapshot)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        lock (_applying)
        {
            var state = new GatewayState.Builder();
            foreach (var endpoint in snapshot.Endpoints)
                AddEndpoint(state, endpoint);
            _state = state.Build();
        }

        LogApplied(_state.Descriptions.Count, snapshot.Endpoints.Count);
    }

    /// <summary>Finds a usable model.</summary>
    /// <returns>False when the id is unknown or the model cannot be used; <see cref="Models"/> says why.</returns>
    public bool TryGet(string modelId, [NotNullWhen(true)] out GatewayModel? model) =>
        _state.Usable.TryGetValue(modelId, out model);

    /// <summary>Asks an endpoint for its models and measures the round trip; never throws for what the endpoint does.</summary>
    public Task<EndpointProbe> ProbeAsync(EndpointConfig endpoint, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        return EndpointProber.ProbeAsync(Connect(endpoint, "models"), cancellationToken);
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync()
    {
        _state = GatewayState.Empty;
        _connections.Dispose();
        return ValueTask.CompletedTask;
    }

    private void AddEndpoint(GatewayState.Builder state, EndpointConfig endpoint)
    {
        foreach (var name in endpoint.Models.Distinct(StringComparer.Ordinal))
        {
            var description = new ModelDescription($"{endpoint.Name}/{name}", endpoint.Name, null, IsLocal: false, Problem: null);
            var provider = new OpenAICompatibleClient(Connect(endpoint, name));
            state.Add(new GatewayModel(description, _pipeline.Build(description, provider, grounded: false)));
        }
    }

    private EndpointConnection Connect(EndpointConfig endpoint, string model) => new(endpoint, model, _connections, _options, _time);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Models} models configured, {Endpoints} endpoints")]
    private partial void LogApplied(int models, int endpoints);
}

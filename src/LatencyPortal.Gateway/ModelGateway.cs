using System.Diagnostics.CodeAnalysis;
using LatencyPortal.Gateway.Grounding;
using LatencyPortal.Gateway.Prompts.Families;
using LatencyPortal.Gateway.Prompts.Prediction;
using LatencyPortal.Gateway.Prompts.Tokens;
using LatencyPortal.Gateway.Providers;
using LatencyPortal.Gateway.Resilience;
using LatencyPortal.Telemetry;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;

namespace LatencyPortal.Gateway;

/// <summary>
/// The one door to all models. Its state is immutable and swapped as a whole: a call that runs while the configuration
/// changes finishes on what it began with.
/// </summary>
public sealed partial class ModelGateway : IAsyncDisposable
{
    private readonly GatewayOptions _options;
    private readonly FamilyCatalogue _families;
    private readonly TimeProvider _time;
    private readonly ChatPipeline _pipeline;
    private readonly ILogger _logger;
    private readonly LocalModels _localModels;
    private readonly Fleet _fleet;
    private readonly EndpointCaches _caches;
    private readonly HttpMessageHandler _connections;
    private readonly Lock _applying = new();
    private bool _disposed;
    private volatile GatewaySnapshot _snapshot = new([], []);
    private volatile GatewayState _state = GatewayState.Empty;

    internal ModelGateway(
        GatewayOptions options, HelpIndex help, FamilyCatalogue families, TelemetryWriter telemetry, TimeProvider time, ILoggerFactory loggers)
    {
        _options = options;
        _families = families;
        _time = time;
        _pipeline = new ChatPipeline(help, telemetry, time, loggers);
        _localModels = new LocalModels(options.Decoding, help, _pipeline, families, loggers);
        _logger = loggers.CreateLogger<ModelGateway>();
        _fleet = new Fleet(options, telemetry, time, loggers);
        _caches = new EndpointCaches(families, time, loggers);
        _connections = EndpointHandler.Create(options);
    }

    /// <summary>All configured models, usable or not, local ones first.</summary>
    public IReadOnlyList<ModelDescription> Models => _state.Descriptions;

    /// <summary>
    /// Swaps the configuration; running calls finish on the old one. Takes as long as reading the weights of models that
    /// are new. A model that cannot be loaded stays listed with its problem and is tried again at the next call.
    /// </summary>
    /// <param name="snapshot">The new configuration.</param>
    /// <param name="swapped">Called when part of it can be used already, while models are still being loaded.</param>
    /// <param name="cancellationToken">Stops between two models; those not loaded by then stay listed as they are.</param>
    public void Apply(GatewaySnapshot snapshot, Action? swapped = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        lock (_applying)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            LoadAndSwap(snapshot, swapped, cancellationToken);
            // After the swap nobody new can ask for what is dropped here.
            _ = UnloadAllButAsync(snapshot.LocalModels);
            _caches.Retain(snapshot.Endpoints);
        }

        LogApplied(_state.Descriptions.Count, snapshot.Endpoints.Count);
    }

    /// <summary>Finds a usable model.</summary>
    /// <returns>False when the id is unknown or the model cannot be used; <see cref="Models"/> says why.</returns>
    public bool TryGet(string modelId, [NotNullWhen(true)] out GatewayModel? model) =>
        _state.Usable.TryGetValue(modelId, out model);

    /// <summary>What a model inside the portal has saved; <see langword="null"/> when it is not loaded, or of an endpoint.</summary>
    public async ValueTask<LocalModelCounters?> ReadCountersAsync(string modelId) =>
        _state.Descriptions.FirstOrDefault(model => model.Id == modelId)?.Facts is { } facts
            ? await _localModels.ReadCountersAsync(facts.Key).ConfigureAwait(false)
            : null;

    /// <summary>
    /// Tokens of the prompt that these messages make for a model inside the portal, its template's markers included;
    /// <see langword="null"/> when it is not loaded, or of an endpoint. Grounding is not in it.
    /// </summary>
    /// <exception cref="ModelCallException">The messages hold what the decoder cannot read.</exception>
    public async ValueTask<int?> CountTokensAsync(string modelId, IEnumerable<ChatMessage> messages, CancellationToken cancellationToken) =>
        _state.Descriptions.FirstOrDefault(model => model.Id == modelId)?.Facts is { } facts
            ? await _localModels.CountTokensAsync(facts.Key, LocalPrompt.Make(messages, null).Messages, cancellationToken).ConfigureAwait(false)
            : null;

    /// <summary>Computes something, on a thread of the pool, with the tokens of a model inside the portal; <see langword="null"/> when it is not loaded, or of an endpoint.</summary>
    public async ValueTask<T?> CountWithAsync<T>(string modelId, Func<TokenCounter, T> compute, CancellationToken cancellationToken)
        where T : class =>
        _state.Descriptions.FirstOrDefault(model => model.Id == modelId)?.Facts is { } facts
            ? await _localModels.CountWithAsync(facts.Key, compute, cancellationToken).ConfigureAwait(false)
            : null;

    /// <summary>How endpoints, their models and pools stand now.</summary>
    public FleetView ViewFleet() => _fleet.View(_snapshot, id => _state.Usable.GetValueOrDefault(id));

    /// <summary>Asks an endpoint for its models and measures the round trip; never throws for what the endpoint does.</summary>
    public Task<EndpointProbe> ProbeAsync(EndpointConfig endpoint, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        return EndpointProber.ProbeAsync(Connect(endpoint, null), cancellationToken);
    }

    /// <summary>As <see cref="ProbeAsync"/>, on a connection of its own whose steps are measured.</summary>
    public async Task<EndpointProbe> MeasureAsync(EndpointConfig endpoint, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        using var meter = new ConnectionMeter(_options.ConnectTimeout, _time);
        using var note = new AnswerNote(meter);
        var probe = await EndpointProber.ProbeAsync(Connect(endpoint, null) with { Handler = note }, cancellationToken).ConfigureAwait(false);
        return probe with { Timing = meter.Timing, HasNoList = note.SaysNotThere };
    }

    /// <summary>
    /// How long a model of this endpoint is expected to take to its first token when no call has shown it yet, in ms;
    /// pools that prefer the fastest go by it. <see langword="null"/> when nothing is known.
    /// </summary>
    public void Expect(string endpoint, double? ms) => _fleet.HealthOf(endpoint).ExpectedMs = ms;

    /// <summary>A model of an endpoint that need not be configured, to try it: not recorded, not retried, seen by no breaker.</summary>
    public IChatClient Try(EndpointConfig endpoint, string model)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        return ProviderClients.Create(Connect(endpoint, model));
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        lock (_applying)
        {
            _disposed = true;
            _state = GatewayState.Empty;
        }

        await _localModels.DisposeAsync().ConfigureAwait(false);
        await _caches.DisposeAsync().ConfigureAwait(false);
        _connections.Dispose();
        _fleet.Dispose();
    }

    /// <summary>
    /// Loads what is not loaded yet. The first model and the endpoints do not wait for the others: a large model takes
    /// minutes, in which the rest can be used.
    /// </summary>
    private void LoadAndSwap(GatewaySnapshot snapshot, Action? swapped, CancellationToken cancellationToken)
    {
        var before = _state.Descriptions;
        var locals = snapshot.LocalModels.Select((local, place) => place == 0 || _localModels.Holds(local)
            ? _localModels.Open(local)
            : LocalModels.Waiting(local, before.FirstOrDefault(known => known.Id == local.Name))).ToArray();
        Swap(locals, snapshot);
        for (var i = 1; i < locals.Length; i++)
        {
            if (locals[i].Usable is not null)
                continue;
            swapped?.Invoke();
            cancellationToken.ThrowIfCancellationRequested();
            locals[i] = _localModels.Open(snapshot.LocalModels[i]);
            Swap(locals, snapshot);
        }
    }

    private void Swap(IReadOnlyList<GatewayState.Entry> locals, GatewaySnapshot snapshot)
    {
        var state = new GatewayState.Builder(snapshot.Routes);
        var members = new Dictionary<string, GatewayModel>(StringComparer.Ordinal);
        foreach (var local in locals)
        {
            state.Add(local);
            if (local.Usable is { } model)
                members.TryAdd(model.Description.Id, model);
        }

        foreach (var endpoint in snapshot.Endpoints)
            AddEndpoint(state, endpoint, members);
        foreach (var pool in snapshot.Pools)
            state.Add(_fleet.Pool(pool, members.GetValueOrDefault));
        (_snapshot, _state) = (snapshot, state.Build());
    }

    private void AddEndpoint(GatewayState.Builder state, EndpointConfig endpoint, Dictionary<string, GatewayModel> members)
    {
        foreach (var name in endpoint.Models.Distinct(StringComparer.Ordinal))
        {
            var description = new ModelDescription($"{endpoint.Name}/{name}", endpoint.Name, null, IsLocal: false, Problem: null)
            {
                Region = endpoint.Region,
                Family = _families.For(endpoint, name),
            };
            if (endpoint.Drained)
            {
                state.Add(new GatewayState.Entry(description with { Problem = $"Endpoint {endpoint.Name} is drained: an operator has taken it out on the Fleet page." }, null));
                continue;
            }

            var connection = Connect(endpoint, name) with { Caches = _caches.For(endpoint) };
            var metered = new GatewayModel(description, _pipeline.Build(
                description, ProviderClients.Create(connection), description.Family, O200kPromptEncoder.EncodeAsync, grounded: false));
            members.TryAdd(description.Id, metered);
            state.Add(_fleet.Alone(metered));
        }
    }

    private async Task UnloadAllButAsync(IReadOnlyList<LocalModelConfig> kept)
    {
        try
        {
            await _localModels.RetainAsync(kept).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            LogNotUnloaded(e);
        }
    }

    private EndpointConnection Connect(EndpointConfig endpoint, string? model) => new(endpoint, model, _connections, _options, _time);

    [LoggerMessage(Level = LogLevel.Error, Message = "A model that is not configured any more could not be unloaded")]
    private partial void LogNotUnloaded(Exception exception);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Models} models configured, {Endpoints} endpoints")]
    private partial void LogApplied(int models, int endpoints);
}

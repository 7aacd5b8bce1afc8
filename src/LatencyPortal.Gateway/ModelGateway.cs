using System.Diagnostics.CodeAnalysis;
using LatencyPortal.Decoding;
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
    private readonly HelpIndex _help;
    private readonly ILogger _logger;
    private readonly ILoggerFactory _loggers;
    private readonly LeasePool<LocalModel> _localModels = new();
    private readonly SocketsHttpHandler _connections;
    private readonly Lock _applying = new();
    private bool _disposed;
    private volatile GatewayState _state = GatewayState.Empty;

    internal ModelGateway(
        GatewayOptions options, HelpIndex help, TelemetryWriter telemetry, TimeProvider time, ILoggerFactory loggers)
    {
        _options = options;
        _time = time;
        _help = help;
        _pipeline = new ChatPipeline(help, telemetry, time, loggers);
        _logger = loggers.CreateLogger<ModelGateway>();
        _loggers = loggers;
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

    /// <summary>
    /// Swaps the configuration; running calls finish on the old one. Takes as long as reading the weights of models that
    /// are new. A model that cannot be loaded stays listed with its problem and is tried again at the next call.
    /// </summary>
    public void Apply(GatewaySnapshot snapshot)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        lock (_applying)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            var state = new GatewayState.Builder();
            foreach (var local in snapshot.LocalModels)
                AddLocal(state, local);
            foreach (var endpoint in snapshot.Endpoints)
                AddEndpoint(state, endpoint);
            _state = state.Build();
            // After the swap nobody new can ask for what is dropped here.
            _ = UnloadAllButAsync(snapshot.LocalModels.Select(KeyOf).ToHashSet(StringComparer.Ordinal));
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
        return EndpointProber.ProbeAsync(Connect(endpoint, null), cancellationToken);
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
        _connections.Dispose();
    }

    private void AddLocal(GatewayState.Builder state, LocalModelConfig local)
    {
        ModelDescription Describe(int? contextLength, string? problem) => new(local.Name, "local", contextLength, IsLocal: true, problem);
        var key = KeyOf(local);
        try
        {
            var model = _localModels.Load(key, () => LocalModel.Load(key, new DecodingOptions(), _loggers.CreateLogger<LocalModel>()));
            if (local.Grounded && _help.Problem is { } problem)
            {
                // Without its entries it would refuse every question.
                state.AddUnusable(Describe(model.ContextLength, problem));
                return;
            }

            var description = Describe(model.ContextLength, null);
            var provider = new LocalChatClient(local.Name, key, _localModels);
            state.Add(new GatewayModel(description, _pipeline.Build(description, provider, local.Grounded)));
        }
        catch (Exception e)
        {
            // Whatever is wrong with a folder, the other models must work.
            LogNotLoaded(e, local.Name, key);
            var cause = e is ModelLoadException ? e.Message : $"{key}: {e.Message}";
            state.AddUnusable(Describe(null, $"The model {local.Name} cannot be loaded: {cause}"));
        }
    }

    private async Task UnloadAllButAsync(HashSet<string> folders)
    {
        try
        {
            await _localModels.RetainAsync(folders).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            LogNotUnloaded(e);
        }
    }

    private static string KeyOf(LocalModelConfig local) =>
        local.Folder.Length == 0 ? "" : Path.TrimEndingDirectorySeparator(Path.GetFullPath(local.Folder));

    private void AddEndpoint(GatewayState.Builder state, EndpointConfig endpoint)
    {
        foreach (var name in endpoint.Models.Distinct(StringComparer.Ordinal))
        {
            var description = new ModelDescription($"{endpoint.Name}/{name}", endpoint.Name, null, IsLocal: false, Problem: null);
            var provider = new OpenAICompatibleClient(Connect(endpoint, name));
            state.Add(new GatewayModel(description, _pipeline.Build(description, provider, grounded: false)));
        }
    }

    private EndpointConnection Connect(EndpointConfig endpoint, string? model) => new(endpoint, model, _connections, _options, _time);

    [LoggerMessage(Level = LogLevel.Error, Message = "Model {Model} cannot be loaded from {Folder}")]
    private partial void LogNotLoaded(Exception exception, string model, string folder);

    [LoggerMessage(Level = LogLevel.Error, Message = "A model that is not configured any more could not be unloaded")]
    private partial void LogNotUnloaded(Exception exception);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Models} models configured, {Endpoints} endpoints")]
    private partial void LogApplied(int models, int endpoints);
}

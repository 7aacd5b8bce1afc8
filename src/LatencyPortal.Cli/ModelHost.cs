using LatencyPortal.Gateway;
using LatencyPortal.Gateway.Grounding;
using LatencyPortal.Telemetry;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace LatencyPortal.Cli;

/// <summary>
/// One model behind the same pipeline that the portal uses. No request records are kept: the writer is registered for
/// the pipeline, but never started.
/// </summary>
internal sealed class ModelHost : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    private ModelHost(ServiceProvider services, string modelId)
    {
        _services = services;
        var gateway = services.GetRequiredService<ModelGateway>();
        if (!gateway.TryGet(modelId, out var model))
            throw new CliException(gateway.Models.FirstOrDefault(known => known.Id == modelId)?.Problem ?? $"There is no model {modelId}.");
        Model = model;
    }

    /// <summary>The model, grounding and metering included.</summary>
    public GatewayModel Model { get; }

    /// <summary>The help entries of the model.</summary>
    public HelpIndex Help => _services.GetRequiredService<HelpIndex>();

    /// <summary>Loads a model folder into this process; grounded when the folder has help entries.</summary>
    /// <exception cref="CliException">The folder cannot be used; the message says why.</exception>
    public static Task<ModelHost> OpenFolderAsync(string folder)
    {
        var help = ModelFolders.HelpEntries(folder);
        var name = Path.GetFileName(Path.TrimEndingDirectorySeparator(folder));
        var model = new LocalModelConfig { Name = name, Folder = folder, Grounded = help is not null };
        return OpenAsync(new GatewaySnapshot([model], []), help, name);
    }

    /// <summary>Prepares to call a server; nothing is sent yet.</summary>
    public static Task<ModelHost> OpenEndpointAsync(Uri url, string? key, string model)
    {
        var endpoint = new EndpointConfig { Name = url.Authority, BaseUrl = url, ApiKey = key, Models = [model] };
        return OpenAsync(new GatewaySnapshot([], [endpoint]), help: null, $"{endpoint.Name}/{model}");
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => _services.DisposeAsync();

    private static async Task<ModelHost> OpenAsync(GatewaySnapshot snapshot, string? help, string modelId)
    {
        var services = new ServiceCollection()
            .AddSingleton<ILoggerFactory>(NullLoggerFactory.Instance)
            .AddSingleton(typeof(ILogger<>), typeof(NullLogger<>))
            .AddTelemetry(options => options.DatabasePath = "unused.db")
            // One attempt: whoever measures wants to see what a single call does.
            .AddGateway(options => (options.HelpEntriesPath, options.MostAttempts) = (help, 1))
            .BuildServiceProvider();
        try
        {
            services.GetRequiredService<ModelGateway>().Apply(snapshot);
            return new ModelHost(services, modelId);
        }
        catch
        {
            await services.DisposeAsync();
            throw;
        }
    }
}

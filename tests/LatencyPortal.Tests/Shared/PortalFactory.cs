using LatencyPortal.Gateway;
using LatencyPortal.Settings;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace LatencyPortal.Tests.Shared;

/// <summary>
/// The whole portal in this process, with a data folder of its own and no model but those of the given endpoint, whose
/// id is <c>test/scripted</c>.
/// </summary>
internal sealed class PortalFactory : WebApplicationFactory<Program>
{
    private readonly Dictionary<string, string?> _settings;

    private PortalFactory(Dictionary<string, string?> settings) => _settings = settings;

    public const string Model = "test/scripted";

    /// <summary>Folder of the built-in model.</summary>
    public static string BuiltInModel => Path.Combine(AppContext.BaseDirectory, "models", "portal-assistant");

    public string Data { get; } = Directory.CreateTempSubdirectory("portal-").FullName;

    /// <summary>Starts a portal whose models are set up when this returns.</summary>
    /// <param name="endpoint">Base URL of an endpoint with the model <c>scripted</c>.</param>
    /// <param name="accessKey">Requires login when given.</param>
    /// <param name="onNetwork">Listens on a real port of 127.0.0.1 instead of in memory.</param>
    /// <param name="builtInModel">Has the built-in model too.</param>
    /// <param name="modelFolder">Folder of another model that is called <c>portal-assistant</c>.</param>
    /// <param name="more">Further settings.</param>
    public static async Task<PortalFactory> StartAsync(
        Uri? endpoint = null,
        string? accessKey = null,
        bool onNetwork = false,
        bool builtInModel = false,
        string? modelFolder = null,
        params (string Setting, string Value)[] more)
    {
        var settings = new Dictionary<string, string?>();
        if (modelFolder is not null)
            settings["LatencyPortal:Model"] = modelFolder;
        if (accessKey is not null)
            settings["LatencyPortal:AccessKey"] = accessKey;
        if (endpoint is not null)
        {
            settings["LatencyPortal:Endpoints:0:Name"] = "test";
            settings["LatencyPortal:Endpoints:0:BaseUrl"] = endpoint.ToString();
            settings["LatencyPortal:Endpoints:0:Models:0"] = "scripted";
        }

        if (builtInModel)
            settings["LatencyPortal:Model"] = BuiltInModel;
        foreach (var (setting, value) in more)
            settings[setting] = value;

        var factory = new PortalFactory(settings);
        if (onNetwork)
            factory.UseKestrel(0);
        factory.StartServer();
        await factory.Services.GetRequiredService<EndpointStore>().ApplyAsync(CancellationToken.None);
        return factory;
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        for (var left = 10; ; left--)
        {
            SqliteConnection.ClearAllPools();
            try
            {
                Directory.Delete(Data, recursive: true);
                return;
            }
            catch (IOException) when (left > 0)
            {
                // A page that was just left may still read: SQLite then puts a file of its own into the folder that is being emptied.
            }
        }
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseSetting("LatencyPortal:Data", Data);
        // A folder without a model: the portal says so and goes on.
        builder.UseSetting("LatencyPortal:Model", Path.Combine(Data, "no-model"));
        builder.ConfigureLogging(logging => logging.ClearProviders());
        // Each test sees what a single call does; what several make of it is tested in the gateway.
        builder.ConfigureServices(services => services.Configure<GatewayOptions>(gateway => gateway.MostAttempts = 1));
        foreach (var (key, value) in _settings)
            builder.UseSetting(key, value);
    }
}

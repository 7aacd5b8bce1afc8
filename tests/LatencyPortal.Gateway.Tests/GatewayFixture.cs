using LatencyPortal.Gateway.Grounding;
using LatencyPortal.Telemetry;
using LatencyPortal.Telemetry.Storage;
using LatencyPortal.Telemetry.Traces;
using LatencyPortal.Testing;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;

namespace LatencyPortal.Gateway.Tests;

/// <summary>A gateway as the portal registers it, with a fake clock, request records and one scripted endpoint.</summary>
internal sealed class GatewayFixture : IAsyncDisposable
{
    public const string Key = "sk-secret-1234567890";

    private readonly ServiceProvider _services;
    private readonly string _folder;

    private GatewayFixture(ServiceProvider services, string folder, FakeTimeProvider time, ScriptedEndpoint endpoint)
    {
        _services = services;
        _folder = folder;
        Time = time;
        Endpoint = endpoint;
    }

    public FakeTimeProvider Time { get; }

    public ScriptedEndpoint Endpoint { get; }

    public ModelGateway Gateway => _services.GetRequiredService<ModelGateway>();

    public HelpIndex Help => _services.GetRequiredService<HelpIndex>();

    public PromptTraceStore Traces => _services.GetRequiredService<PromptTraceStore>();

    public TelemetryWriter Telemetry => _services.GetRequiredService<TelemetryWriter>();

    public static async Task<GatewayFixture> StartAsync(Action<GatewayOptions>? configure = null)
    {
        var folder = Directory.CreateTempSubdirectory("gateway-").FullName;
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
        var services = new ServiceCollection()
            .AddLogging()
            .AddSingleton<TimeProvider>(time)
            .AddTelemetry(options => options.DatabasePath = Path.Combine(folder, "telemetry.db"))
            // One attempt, so that each test sees what a single call does; PoolFixture is for several.
            .AddGateway(configure ?? (options => options.MostAttempts = 1))
            .BuildServiceProvider();
        var fixture = new GatewayFixture(services, folder, time, await ScriptedEndpoint.StartAsync());
        await fixture.Telemetry.StartAsync(CancellationToken.None);
        fixture.Apply();
        return fixture;
    }

    /// <summary>Applies a snapshot with the scripted endpoint as <c>lab</c>.</summary>
    public void Apply(string? key = Key, Uri? baseUrl = null, params LocalModelConfig[] local) =>
        Gateway.Apply(new GatewaySnapshot(local, [Config(key, baseUrl)]));

    public EndpointConfig Config(string? key = Key, Uri? baseUrl = null, ProviderKind provider = ProviderKind.OpenAI) => new()
    {
        Name = "lab",
        Provider = provider,
        BaseUrl = baseUrl ?? Endpoint.BaseUrl,
        ApiKey = key,
        Models = ["scripted", "org/with/slashes"],
    };

    public IChatClient Client(string id = "lab/scripted")
    {
        Assert.True(Gateway.TryGet(id, out var model));
        return model.Client;
    }

    public RequestContext NewContext(string source = "chat") => new(Time, source);

    public IAsyncEnumerable<ChatResponseUpdate> Ask(RequestContext context, CancellationToken cancellationToken, string text = "Hi", string id = "lab/scripted") =>
        Client(id).GetStreamingResponseAsync([new ChatMessage(ChatRole.User, text)], context.Attach(), cancellationToken);

    /// <summary>Reads a call to its end or its failure.</summary>
    public async Task<Answer> ReadAsync(RequestContext context, CancellationToken cancellationToken, string id = "lab/scripted")
    {
        var text = "";
        try
        {
            await foreach (var update in Ask(context, cancellationToken, id: id))
                text += update.Text;
            return new Answer(text, null, context.Record!);
        }
        catch (ModelCallException e)
        {
            return new Answer(text, e, context.Record!);
        }
    }

    public Task<Answer> ReadAsync() => ReadAsync(NewContext(), TestContext.Current.CancellationToken);

    /// <summary>The records in the database, newest first.</summary>
    public async Task<IReadOnlyList<RequestRecord>> StoredAsync()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await Telemetry.FlushAsync(cancellationToken);
        var filter = new RecordFilter(DateTimeOffset.MinValue, DateTimeOffset.MaxValue);
        return await _services.GetRequiredService<RecordStore>().NewestAsync(filter, 100, cancellationToken);
    }

    /// <summary>What a dashboard makes of all records.</summary>
    public async Task<LatencySummary> SummariseAsync()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await Telemetry.FlushAsync(cancellationToken);
        var all = new RecordFilter(DateTimeOffset.MinValue, DateTimeOffset.MaxValue);
        return await _services.GetRequiredService<RecordStore>().SummariseAsync(all, new LatencyTargets(), cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await Endpoint.DisposeAsync();
        foreach (var service in _services.GetServices<IHostedService>())
            await service.StopAsync(CancellationToken.None);
        await _services.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }

    internal sealed record Answer(string Text, ModelCallException? Failure, RequestRecord Record);
}

using LatencyPortal.Telemetry;
using LatencyPortal.Telemetry.Storage;
using LatencyPortal.Testing;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace LatencyPortal.Gateway.Tests.Resilience;

/// <summary>A gateway with two scripted endpoints, <c>one</c> and <c>two</c>, as members of the pool <c>both</c>, on the real clock.</summary>
internal sealed class PoolFixture : IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private readonly string _folder;

    private PoolFixture(ServiceProvider services, string folder, ScriptedEndpoint one, ScriptedEndpoint two) =>
        (_services, _folder, One, Two) = (services, folder, one, two);

    public ScriptedEndpoint One { get; }

    public ScriptedEndpoint Two { get; }

    public ModelGateway Gateway => _services.GetRequiredService<ModelGateway>();

    public static async Task<PoolFixture> StartAsync(Func<PoolConfig, PoolConfig>? change = null, Func<EndpointConfig, EndpointConfig>? endpoint = null, Action<GatewayOptions>? options = null, params IReadOnlyList<RouteConfig> routes)
    {
        var folder = Directory.CreateTempSubdirectory("pool-").FullName;
        var services = new ServiceCollection()
            .AddLogging()
            .AddTelemetry(options => options.DatabasePath = Path.Combine(folder, "telemetry.db"))
            .AddGateway(options ?? (_ => { }))
            .BuildServiceProvider();
        var fixture = new PoolFixture(services, folder, await ScriptedEndpoint.StartAsync(), await ScriptedEndpoint.StartAsync());
        await services.GetRequiredService<TelemetryWriter>().StartAsync(CancellationToken.None);
        var pool = new PoolConfig { Name = "both", Members = ["one/m", "two/m"] };
        fixture.Gateway.Apply(new GatewaySnapshot([], [Config("one", fixture.One), Config("two", fixture.Two)]) { Pools = [change?.Invoke(pool) ?? pool], Routes = routes });
        return fixture;

        EndpointConfig Config(string name, ScriptedEndpoint at)
        {
            var config = new EndpointConfig { Name = name, BaseUrl = at.BaseUrl, Models = ["m"], Region = $"region-{name}" };
            return endpoint?.Invoke(config) ?? config;
        }
    }

    /// <summary>Asks and reads to the end.</summary>
    public async Task<(string Text, RequestContext Context, ModelCallException? Failure)> AskAsync(string model = "both", string question = "Hi", string source = "api")
    {
        var context = new RequestContext(TimeProvider.System, source);
        var text = "";
        try
        {
            await foreach (var update in Updates(context, model, question).WithCancellation(TestContext.Current.CancellationToken))
                text += update.Text;
            return (text, context, null);
        }
        catch (ModelCallException e)
        {
            return (text, context, e);
        }
    }

    public IAsyncEnumerable<ChatResponseUpdate> Updates(RequestContext context, string model = "both", string question = "Hi", ChatOptions? options = null, CancellationToken? stop = null)
    {
        Assert.True(Gateway.TryGet(model, out var found));
        return found.Client.GetStreamingResponseAsync([new ChatMessage(ChatRole.User, question)], context.Attach(options), stop ?? TestContext.Current.CancellationToken);
    }

    /// <summary>The records in the database, oldest first.</summary>
    public async Task<IReadOnlyList<RequestRecord>> StoredAsync()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await _services.GetRequiredService<TelemetryWriter>().FlushAsync(cancellationToken);
        var all = await _services.GetRequiredService<RecordStore>().NewestAsync(new RecordFilter(DateTimeOffset.MinValue, DateTimeOffset.MaxValue), 1000, cancellationToken);
        return [.. all.OrderBy(record => record.Attempt)];
    }

    /// <summary>What a dashboard makes of all records.</summary>
    public async Task<LatencySummary> SummariseAsync()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await _services.GetRequiredService<TelemetryWriter>().FlushAsync(cancellationToken);
        var all = new RecordFilter(DateTimeOffset.MinValue, DateTimeOffset.MaxValue);
        return await _services.GetRequiredService<RecordStore>().SummariseAsync(all, new LatencyTargets(), cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await One.DisposeAsync();
        await Two.DisposeAsync();
        foreach (var service in _services.GetServices<IHostedService>())
            await service.StopAsync(CancellationToken.None);
        await _services.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }
}

using LatencyPortal.Telemetry.Slo;
using LatencyPortal.Telemetry.Storage;
using LatencyPortal.Telemetry.Traces;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;

namespace LatencyPortal.Telemetry.Tests;

/// <summary>A started writer and its store over a database in a folder of its own.</summary>
internal sealed class TelemetryFixture : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    private TelemetryFixture(ServiceProvider services, string folder, FakeTimeProvider time)
    {
        _services = services;
        Folder = folder;
        Time = time;
    }

    public string Folder { get; }

    public FakeTimeProvider Time { get; }

    public string DatabasePath => Path.Combine(Folder, "telemetry.db");

    public TelemetryWriter Writer => _services.GetRequiredService<TelemetryWriter>();

    public PromptTraceStore Traces => _services.GetRequiredService<PromptTraceStore>();

    public SloStore Slo => _services.GetRequiredService<SloStore>();

    public RecordStore Store => _services.GetRequiredService<RecordStore>();

    public static async Task<TelemetryFixture> StartAsync(
        Action<string>? prepare = null, int queueCapacity = 10_000, bool start = true)
    {
        var folder = Directory.CreateTempSubdirectory("telemetry-").FullName;
        prepare?.Invoke(Path.Combine(folder, "telemetry.db"));
        var time = new FakeTimeProvider(Records.Start);
        var services = new ServiceCollection()
            .AddLogging()
            .AddSingleton<TimeProvider>(time)
            .AddTelemetry(options =>
            {
                options.DatabasePath = Path.Combine(folder, "telemetry.db");
                options.QueueCapacity = queueCapacity;
            })
            .BuildServiceProvider();
        var fixture = new TelemetryFixture(services, folder, time);
        if (start)
            await fixture.Writer.StartAsync(CancellationToken.None);
        return fixture;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var service in _services.GetServices<IHostedService>())
            await service.StopAsync(CancellationToken.None);
        await _services.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(Folder, recursive: true);
    }
}

using System.Diagnostics;
using LatencyPortal.Telemetry;
using LatencyPortal.Telemetry.Traces;
using Microsoft.Extensions.DependencyInjection;

namespace LatencyPortal.PromptReplay;

/// <summary>How long the database takes to read traces, and how much room they need beside their records.</summary>
internal sealed record Stored(double ReadSeconds, double BytesEach)
{
    public static async Task<Stored> MeasureAsync(IReadOnlyList<PromptTrace> traces)
    {
        var folder = Directory.CreateTempSubdirectory("prompt-replay-").FullName;
        try
        {
            var path = Path.Combine(folder, "telemetry.db");
            var services = new ServiceCollection().AddLogging().AddTelemetry(options => (options.DatabasePath, options.QueueCapacity, options.Retention) = (path, 1_000_000, TimeSpan.FromDays(36_500)));
            await using var provider = services.BuildServiceProvider();
            var writer = provider.GetRequiredService<TelemetryWriter>();
            await writer.StartAsync(CancellationToken.None);
            foreach (var trace in traces)
                writer.TryWrite(Record(trace));
            await writer.FlushAsync(CancellationToken.None);
            var without = Size(folder);
            foreach (var trace in traces)
                writer.TryWrite(Record(trace), trace);
            await writer.FlushAsync(CancellationToken.None);
            var bytes = (double)(Size(folder) - without) / traces.Count;
            var started = Stopwatch.GetTimestamp();
            var read = 0;
            await foreach (var request in provider.GetRequiredService<PromptTraceStore>().ReadAsync(traces[0].Template, traces.Count, default, CancellationToken.None))
                read += request.Model.Length > 0 ? 1 : 0;
            var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
            await writer.StopAsync(CancellationToken.None);
            return read == traces.Count ? new Stored(Math.Round(seconds, 2), Math.Round(bytes)) : throw new InvalidOperationException($"{read} of {traces.Count} traces were read.");
        }
        finally
        {
            Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
            Directory.Delete(folder, recursive: true);
        }
    }

    private static long Size(string folder)
    {
        // What is written ahead belongs to the file.
        using var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={Path.Combine(folder, "telemetry.db")};Pooling=false");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size";
        return (long)command.ExecuteScalar()!;
    }

    private static RequestRecord Record(PromptTrace trace) => new()
    {
        Id = trace.RequestId,
        StartedAt = trace.At,
        Source = "api",
        Model = trace.Model,
        Endpoint = "lab",
        InputTokens = 2_000,
        CachedInputTokens = 1_000,
        Outcome = RequestOutcome.Completed,
    };
}

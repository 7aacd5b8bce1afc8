using System.Diagnostics;
using LatencyPortal.Gateway;
using LatencyPortal.Telemetry;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace LatencyPortal.GatewayBench;

/// <summary>Two replicas of which one first token of twenty is ten times slower: what hedging makes of the slow ones, and what it costs.</summary>
internal static class Hedging
{
    private const double NormalMs = 30;
    private const double SlowMs = 300;
    private const double SlowShare = 0.05;
    private const int AtOnce = 4;

    public static async Task<object> RunAsync(int requests, int seed)
    {
        var random = new Random(seed);
        var drawing = new Lock();
        double First()
        {
            lock (drawing)
                return random.NextDouble() < SlowShare ? SlowMs : NormalMs * (0.9 + (0.2 * random.NextDouble()));
        }

        await using var one = await Upstream.StartAsync(First);
        await using var two = await Upstream.StartAsync(First);
        var folder = Directory.CreateTempSubdirectory("hedging-");
        await using var services = new ServiceCollection()
            .AddLogging()
            .AddTelemetry(options => options.DatabasePath = Path.Combine(folder.FullName, "telemetry.db"))
            .AddGateway(_ => { })
            .BuildServiceProvider();
        foreach (var service in services.GetServices<IHostedService>())
            await service.StartAsync(CancellationToken.None);
        var gateway = services.GetRequiredService<ModelGateway>();
        EndpointConfig Endpoint(string name, Upstream at) => new() { Name = name, BaseUrl = new Uri(at.Address, "/v1"), Models = ["0-0-4"] };
        var pool = new PoolConfig { Name = "plain", Members = ["one/0-0-4", "two/0-0-4"] };
        gateway.Apply(new GatewaySnapshot([], [Endpoint("one", one), Endpoint("two", two)])
        {
            Pools = [pool, pool with { Name = "hedged", Hedges = true }],
        });

        await AskAsync("plain", 300);
        var before = one.Requests + two.Requests;
        var plain = await AskAsync("plain", requests);
        var between = one.Requests + two.Requests;
        var hedged = await AskAsync("hedged", requests);
        var after = one.Requests + two.Requests;
        foreach (var service in services.GetServices<IHostedService>())
            await service.StopAsync(CancellationToken.None);
        return new
        {
            Requests = requests,
            Plain = Percentiles.Of(plain),
            Hedged = Percentiles.Of(hedged),
            P99DownTimes = Math.Round(Percentiles.Of(plain).P99Ms / Percentiles.Of(hedged).P99Ms, 2),
            MoreCallsPercent = Math.Round(100.0 * ((after - between) - (between - before)) / (between - before), 2),
        };

        async Task<List<double>> AskAsync(string model, int count)
        {
            gateway.TryGet(model, out var found);
            var times = new List<double>();
            var left = count;
            await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(async _ =>
            {
                while (Interlocked.Decrement(ref left) >= 0)
                {
                    var begun = Stopwatch.GetTimestamp();
                    double? first = null;
                    var context = new RequestContext(TimeProvider.System, "bench");
                    await foreach (var update in found!.Client.GetStreamingResponseAsync([new ChatMessage(ChatRole.User, "Hi")], context.Attach()))
                    {
                        if (update.Text.Length > 0)
                            first ??= Stopwatch.GetElapsedTime(begun).TotalMilliseconds;
                    }

                    lock (times)
                        times.Add(first ?? throw new InvalidDataException("No token came."));
                }
            }));
            return times;
        }
    }
}

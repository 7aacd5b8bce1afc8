using System.Diagnostics;
using LatencyPortal.Browser.Tests;

namespace LatencyPortal.GatewayBench;

/// <summary>Many streams at once: how much later each token comes through the portal than straight from the upstream, and what a stream costs in memory.</summary>
internal static class Streams
{
    private const int Tokens = 200;

    public static async Task<object> RunAsync(int streams)
    {
        await using var upstream = await Upstream.StartAsync();
        await using var portal = await PortalProcess.StartAsync([new PortalEndpoint("up", new Uri(upstream.Address, "/v1"), $"0-100-{Tokens}", "0-0-8")]);
        using var warm = new Asker(portal.Address, "up/0-0-8");
        for (var i = 0; i < 500; i++)
            await warm.AskAsync();
        using var process = Process.GetProcessById(portal.ProcessId);
        var idle = Memory(process);
        var direct = await AskAsync(upstream.Address, $"0-100-{Tokens}", streams, () => 0);
        var through = await AskAsync(portal.Address, $"up/0-100-{Tokens}", streams, () => Memory(process));
        return new
        {
            Streams = streams,
            TokensPerStream = Tokens,
            LostDirect = direct.Lost,
            Lost = through.Lost,
            Direct = Percentiles.Of(direct.Delays),
            Through = Percentiles.Of(through.Delays),
            AddedP99Ms = Math.Round(Percentiles.Of(through.Delays).P99Ms - Percentiles.Of(direct.Delays).P99Ms, 1),
            MemoryIdleMB = idle,
            MemoryPeakMB = through.Memory,
            MemoryPerStreamKB = Math.Round(1000 * (through.Memory - idle) / streams, 1),
        };
    }

    private static async Task<(int Lost, List<double> Delays, double Memory)> AskAsync(Uri address, string model, int streams, Func<double> memory)
    {
        using var asker = new Asker(address, model);
        var lost = 0;
        var delays = new List<double>();
        var running = new List<Task<(double, List<double> Delays)>>();
        for (var i = 0; i < streams; i++)
        {
            running.Add(asker.AskAsync());
            if (i % 20 == 19)
                await Task.Delay(10); // a second or so until all run, as they would come
        }

        var most = 0.0;
        var all = Task.WhenAll(running);
        while (await Task.WhenAny(all, Task.Delay(500)) != all)
            most = Math.Max(most, memory());
        foreach (var stream in running)
        {
            if (stream.IsCompletedSuccessfully && (await stream).Delays.Count == Tokens)
                delays.AddRange((await stream).Delays);
            else
                lost++;
        }

        return (lost, delays, most);
    }

    private static double Memory(Process process)
    {
        process.Refresh();
        return Math.Round(process.WorkingSet64 / 1e6, 1);
    }
}

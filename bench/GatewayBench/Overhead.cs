using LatencyPortal.Browser.Tests;

namespace LatencyPortal.GatewayBench;

/// <summary>What stands between an application and its model adds to the first token: the portal, YARP as a plain proxy, and another gateway.</summary>
internal static class Overhead
{
    /// <param name="requests">Requests to each.</param>
    /// <param name="perSecond">Requests a second to each; 0 asks without a pause.</param>
    /// <param name="portkey">Address of a running <c>@portkey-ai/gateway</c>; it is asked for JSON, because its streaming fails.</param>
    public static async Task<object> RunAsync(int requests, int perSecond, Uri? portkey)
    {
        await using var upstream = await Upstream.StartAsync();
        await using var portal = await PortalProcess.StartAsync([new PortalEndpoint("up", new Uri(upstream.Address, "/v1"), "0-0-8")]);
        using var yarp = await YarpProcess.StartAsync(upstream.Address);
        var targets = new Dictionary<string, Asker>
        {
            ["direct"] = new(upstream.Address, "0-0-8"),
            ["portal"] = new(portal.Address, "up/0-0-8"),
            ["yarp"] = new(yarp.Address, "0-0-8"),
            ["direct, JSON"] = new(upstream.Address, "0-0-8", streams: false),
            ["portal, JSON"] = new(portal.Address, "up/0-0-8", streams: false),
        };
        if (portkey is not null)
        {
            targets["portkey, JSON"] = new(portkey, "0-0-8", streams: false, headers =>
            {
                headers.Add("x-portkey-provider", "openai");
                headers.Add("x-portkey-custom-host", new Uri(upstream.Address, "/v1").ToString().TrimEnd('/'));
                headers.Add("Authorization", "Bearer none");
            });
        }

        var times = targets.ToDictionary(target => target.Key, _ => new List<double>());
        // What has just started still compiles its code.
        await AskAllAsync(targets, requests / 2, perSecond, null);
        await AskAllAsync(targets, requests, perSecond, times);
        foreach (var asker in targets.Values)
            asker.Dispose();
        var direct = Percentiles.Of(times["direct"]);
        var directJson = Percentiles.Of(times["direct, JSON"]);
        return times.Select(target =>
        {
            var (own, floor) = (Percentiles.Of(target.Value), target.Key.EndsWith("JSON", StringComparison.Ordinal) ? directJson : direct);
            return new
            {
                Target = target.Key,
                FirstToken = own,
                AddedP50Ms = Math.Round(own.P50Ms - floor.P50Ms, 3),
                AddedP99Ms = Math.Round(own.P99Ms - floor.P99Ms, 3),
            };
        }).ToList();
    }

    /// <summary>The targets take turns, each at its rate; one at a time, so that none waits for another.</summary>
    private static async Task AskAllAsync(Dictionary<string, Asker> targets, int rounds, int perSecond, Dictionary<string, List<double>>? times)
    {
        using var timer = perSecond > 0 ? new PeriodicTimer(TimeSpan.FromMilliseconds(1000.0 / (perSecond * targets.Count))) : null;
        for (var round = 0; round < rounds; round++)
        {
            foreach (var (name, asker) in targets)
            {
                if (timer is not null)
                    await timer.WaitForNextTickAsync();
                var (first, _) = await asker.AskAsync();
                times?[name].Add(first);
            }
        }
    }
}

using LatencyPortal.Browser.Tests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Yarp.ReverseProxy.Configuration;

namespace LatencyPortal.GatewayBench;

/// <summary>What stands between an application and its model adds to the first token: the portal, YARP as a plain proxy, and another gateway.</summary>
internal static class Overhead
{
    private const int PerSecond = 50;

    /// <param name="requests">Requests to each.</param>
    /// <param name="portkey">Address of a running <c>@portkey-ai/gateway</c>; it is asked for JSON, because its streaming fails.</param>
    public static async Task<object> RunAsync(int requests, Uri? portkey)
    {
        await using var upstream = await Upstream.StartAsync();
        await using var portal = await PortalProcess.StartAsync([new PortalEndpoint("up", new Uri(upstream.Address, "/v1"), "0-0-8")]);
        await using var yarp = Yarp(upstream.Address);
        await yarp.StartAsync();
        var proxy = new Uri(yarp.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        var targets = new Dictionary<string, Asker>
        {
            ["direct"] = new(upstream.Address, "0-0-8"),
            ["portal"] = new(portal.Address, "up/0-0-8"),
            ["yarp"] = new(proxy, "0-0-8"),
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
        // Half a minute of warming up: what has just started compiles its code.
        await AskAllAsync(targets, Math.Max(requests / 2, 1500 / targets.Count), null);
        await AskAllAsync(targets, requests, times);
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

    /// <summary>The targets take turns, at a fixed rate whatever they need; one at a time, so that none waits for another.</summary>
    private static async Task AskAllAsync(Dictionary<string, Asker> targets, int rounds, Dictionary<string, List<double>>? times)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(1000.0 / PerSecond));
        for (var round = 0; round < rounds; round++)
        {
            foreach (var (name, asker) in targets)
            {
                await timer.WaitForNextTickAsync();
                var (first, _) = await asker.AskAsync();
                times?[name].Add(first);
            }
        }
    }

    private static WebApplication Yarp(Uri upstream)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddReverseProxy().LoadFromMemory(
            [new RouteConfig { RouteId = "all", ClusterId = "up", Match = new RouteMatch { Path = "{**all}" } }],
            [new ClusterConfig { ClusterId = "up", Destinations = new Dictionary<string, DestinationConfig> { ["one"] = new() { Address = upstream.ToString() } } }]);
        var app = builder.Build();
        app.MapReverseProxy();
        return app;
    }
}

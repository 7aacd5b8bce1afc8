using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Yarp.ReverseProxy.Configuration;

namespace LatencyPortal.GatewayBench;

/// <summary>YARP as a plain proxy in a process of its own, as the portal has one: two processes wake each other more slowly than two threads.</summary>
internal sealed class YarpProcess : IDisposable
{
    /// <summary>The first argument that makes this program the proxy; the second one is the upstream.</summary>
    public const string Verb = "yarp";

    private readonly Process _process;

    private YarpProcess(Process process, Uri address) => (_process, Address) = (process, address);

    public Uri Address { get; }

    public static async Task<YarpProcess> StartAsync(Uri upstream)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true };
        start.ArgumentList.Add(typeof(YarpProcess).Assembly.Location);
        start.ArgumentList.Add(Verb);
        start.ArgumentList.Add(upstream.ToString());
        var process = Process.Start(start)!;
        return new(process, new Uri(await process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("YARP did not start.")));
    }

    /// <summary>What runs in the other process, until it is killed.</summary>
    public static async Task RunAsync(string upstream)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddReverseProxy().LoadFromMemory(
            [new RouteConfig { RouteId = "all", ClusterId = "up", Match = new RouteMatch { Path = "{**all}" } }],
            [new ClusterConfig { ClusterId = "up", Destinations = new Dictionary<string, DestinationConfig> { ["one"] = new() { Address = upstream } } }]);
        var app = builder.Build();
        app.MapReverseProxy();
        await app.StartAsync();
        Console.WriteLine(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        await app.WaitForShutdownAsync();
    }

    public void Dispose()
    {
        _process.Kill();
        _process.Dispose();
    }
}

using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace LatencyPortal.Browser.Tests;

/// <summary>A server that nobody has any reason to call; it keeps a list of who did.</summary>
internal sealed class Canary : IAsyncDisposable
{
    private readonly ConcurrentQueue<string> _requests = new();
    private readonly WebApplication _app;

    private Canary(WebApplication app) => _app = app;

    public Uri Address { get; private set; } = null!;

    /// <summary>Paths that were asked for.</summary>
    public IReadOnlyCollection<string> Requests => _requests;

    public static async Task<Canary> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var app = builder.Build();
        var canary = new Canary(app);
        app.Run(http =>
        {
            canary._requests.Enqueue(http.Request.Path);
            return Task.CompletedTask;
        });
        await app.StartAsync();
        canary.Address = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First() + "/");
        return canary;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}

using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace LatencyPortal.Gateway.Tests.Providers.Wire;

/// <summary>A real HTTP server on loopback that answers each request, whatever its path, with the next reply of its queue.</summary>
internal sealed class WireServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<WireReply> _replies = new();
    private readonly ConcurrentQueue<Received> _requests = new();
    private readonly CancellationTokenSource _closing = new();

    private WireServer(WebApplication app) => _app = app;

    /// <summary>Scheme, host and port, without a path.</summary>
    public Uri Address { get; private set; } = null!;

    public IReadOnlyList<Received> Requests => [.. _requests];

    public static async Task<WireServer> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.Configure<Microsoft.Extensions.Hosting.HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(2));
        builder.Logging.ClearProviders();
        var app = builder.Build();
        var server = new WireServer(app);
        app.Run(server.ServeAsync);
        await app.StartAsync();
        server.Address = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        return server;
    }

    public void Enqueue(WireReply reply) => _replies.Enqueue(reply);

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        await _app.StopAsync();
        await _app.DisposeAsync();
        _closing.Dispose();
    }

    private async Task ServeAsync(HttpContext http)
    {
        using var reader = new StreamReader(http.Request.Body);
        var received = new Received(
            http.Request.Method,
            http.Request.Path.Value + http.Request.QueryString.Value,
            http.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase),
            await reader.ReadToEndAsync(http.RequestAborted),
            new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        http.RequestAborted.Register(() => received.Left.TrySetResult());
        _requests.Enqueue(received);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, _closing.Token);
        if (_replies.TryDequeue(out var reply))
            await reply.PlayAsync(http, over.Token);
        else
            http.Response.StatusCode = StatusCodes.Status404NotFound;
    }

    internal sealed record Received(
        string Method, string Target, IReadOnlyDictionary<string, string> Headers, string Body, TaskCompletionSource Left)
    {
        public JsonElement Json => JsonSerializer.Deserialize<JsonElement>(Body);
    }
}

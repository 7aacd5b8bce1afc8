using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace LatencyPortal.Testing;

/// <summary>
/// A real HTTP server on a free port of 127.0.0.1 that speaks OpenAI chat completions, takes requests for embeddings, and does exactly what a test
/// scripts, faults included. A test enqueues one <see cref="Script"/> per request it expects; requests beyond the queue
/// are answered by <see cref="Fallback"/>. Nothing in it sleeps: a step that has to wait is a gate the test opens.
/// <code>
/// await using var endpoint = await ScriptedEndpoint.StartAsync();
/// var more = new Gate();
/// endpoint.Enqueue(Script.Answer().Token("Hel").Wait(more).Token("lo").Finish().Usage(5, 2));
/// // … call endpoint.BaseUrl, see "Hel", then more.Open()
/// </code>
/// </summary>
public sealed class ScriptedEndpoint : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<Script> _scripts = new();
    private readonly CancellationTokenSource _closing = new();
    private readonly Lock _gate = new();
    private readonly List<ReceivedRequest> _requests = [];
    private readonly List<(int Count, TaskCompletionSource<ReceivedRequest> Reached)> _waiting = [];

    private ScriptedEndpoint(WebApplication app) => _app = app;

    /// <summary>What to configure as base URL, ending in <c>/v1</c>.</summary>
    public Uri BaseUrl { get; private set; } = null!;

    /// <summary>Models that <c>/v1/models</c> lists.</summary>
    public IReadOnlyList<string> Models { get; set; } = ["scripted"];

    /// <summary>The script of chat requests that find the queue empty; a short answer unless changed.</summary>
    public Func<Script> Fallback { get; set; } = () => Script.Answer("Hello from the scripted endpoint.");

    /// <summary>Replaces the answer of <c>/v1/models</c> when set.</summary>
    public Script? ModelsScript { get; set; }

    /// <summary>All chat requests so far, in order of arrival.</summary>
    public IReadOnlyList<ReceivedRequest> Requests
    {
        get { lock (_gate) return [.. _requests]; }
    }

    /// <summary>Starts a server; dispose it to release its port and all its gates.</summary>
    public static async Task<ScriptedEndpoint> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = 64 * 1024 * 1024);
        builder.Services.Configure<Microsoft.Extensions.Hosting.HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(2));
        builder.Logging.ClearProviders();
        var app = builder.Build();
        var endpoint = new ScriptedEndpoint(app);
        app.Run(endpoint.ServeAsync);
        await app.StartAsync();
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        endpoint.BaseUrl = new Uri(address + "/v1");
        return endpoint;
    }

    /// <summary>Adds the script of the next chat request that has none.</summary>
    public void Enqueue(Script script) => _scripts.Enqueue(script);

    /// <summary>Waits until a number of chat requests have arrived.</summary>
    /// <returns>The request that was the last of them.</returns>
    public Task<ReceivedRequest> WaitForRequestAsync(int count, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_requests.Count >= count)
                return Task.FromResult(_requests[count - 1]);
            var reached = new TaskCompletionSource<ReceivedRequest>(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Add((count, reached));
            return reached.Task.WaitAsync(cancellationToken);
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        await _app.StopAsync();
        await _app.DisposeAsync();
        _closing.Dispose();
    }

    private async Task ServeAsync(HttpContext http)
    {
        if (http.Request.Path.Value?.EndsWith("/models", StringComparison.Ordinal) == true)
        {
            var list = ModelsScript ?? Script.ModelList(Models);
            await list.PlayAsync(http, new ReceivedRequest(http, ""), _closing.Token);
            return;
        }

        if (http.Request.Path.Value is not { } path
            || !(path.EndsWith("/chat/completions", StringComparison.Ordinal) || path.EndsWith("/embeddings", StringComparison.Ordinal)))
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        using var reader = new StreamReader(http.Request.Body);
        var request = new ReceivedRequest(http, await reader.ReadToEndAsync(http.RequestAborted));
        http.RequestAborted.Register(request.ClientLeft);
        Record(request);
        var script = _scripts.TryDequeue(out var next) ? next : Fallback();
        try
        {
            await script.PlayAsync(http, request, _closing.Token);
        }
        finally
        {
            request.Ended();
        }
    }

    private void Record(ReceivedRequest request)
    {
        lock (_gate)
        {
            _requests.Add(request);
            foreach (var (_, reached) in _waiting.Where(waiting => waiting.Count == _requests.Count))
                reached.TrySetResult(request);
            _waiting.RemoveAll(waiting => waiting.Count <= _requests.Count);
        }
    }
}

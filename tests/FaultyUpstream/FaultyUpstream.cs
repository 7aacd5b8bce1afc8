using LatencyPortal.Testing.Upstream.Serving;
using LatencyPortal.Testing.Upstream.Wire;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace LatencyPortal.Testing.Upstream;

/// <summary>
/// A real HTTP server on 127.0.0.1 that speaks six formats, and fails as its plan says. What follows from chance follows
/// from the plan's seed.
/// <code>
/// await using var upstream = await FaultyUpstream.StartAsync(UpstreamPlan.With(new Fault(FaultKind.Stall) { AfterTokens = 3 }));
/// // … call upstream.UrlOf(WireFormat.OpenAIChat)
/// var request = await upstream.WaitForRequestAsync(1, cancellationToken);
/// await request.PausedAsync(cancellationToken); // three tokens have been sent
/// </code>
/// </summary>
public sealed class FaultyUpstream : IAsyncDisposable
{
    private static readonly object Used = new();

    private readonly WebApplication _app;
    private readonly TimeProvider _time;
    private readonly UpstreamLog? _log;
    private readonly CancellationTokenSource _closing = new();
    private readonly Lock _gate = new();
    private readonly List<UpstreamRequest> _requests = [];
    private readonly List<(int Count, TaskCompletionSource<UpstreamRequest> Reached)> _waiting = [];
    private volatile UpstreamPlan _plan;

    private FaultyUpstream(WebApplication app, UpstreamPlan plan, TimeProvider time, UpstreamLog? log) =>
        (_app, _plan, _time, _log) = (app, plan, time, log);

    /// <summary>The address without a path.</summary>
    public Uri Address { get; private set; } = null!;

    /// <summary>The plan; a new one counts for requests that arrive after it.</summary>
    public UpstreamPlan Plan
    {
        get => _plan;
        set => _plan = value;
    }

    /// <summary>All requests so far in order of arrival, lists of models left out.</summary>
    public IReadOnlyList<UpstreamRequest> Requests
    {
        get { lock (_gate) return [.. _requests]; }
    }

    /// <summary>Starts a server; dispose it to release its port and everyone who waits.</summary>
    /// <param name="plan">What it does.</param>
    /// <param name="port">Its port; a free one when 0.</param>
    /// <param name="log">Where the log goes, owned from now on; none when <see langword="null"/>.</param>
    /// <param name="time">The clock of scripted times and stamps.</param>
    public static async Task<FaultyUpstream> StartAsync(UpstreamPlan plan, int port = 0, TextWriter? log = null, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(plan);
        time ??= TimeProvider.System;
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        // A flush is over when the bytes are with the system: what is sent before a reset is on its way.
        builder.WebHost.UseSockets(sockets => sockets.MaxWriteBufferSize = 1);
        builder.WebHost.UseKestrelCore().UseUrls($"http://127.0.0.1:{port}");
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = 64 * 1024 * 1024;
            kestrel.Limits.MinResponseDataRate = null; // slow readers are wanted here
        });
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(2));
        builder.Logging.ClearProviders();
        var app = builder.Build();
        var upstream = new FaultyUpstream(app, plan, time, log is null ? null : new UpstreamLog(log, time));
        upstream._log?.Write(plan);
        app.Run(upstream.ServeAsync);
        await app.StartAsync();
        upstream.Address = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        return upstream;
    }

    /// <summary>The plan of a log: the same faults, texts and times for the same numbers.</summary>
    public static UpstreamPlan ReadPlan(string path) => UpstreamLog.ReadPlan(path);

    /// <summary>What to configure as the base URL of an endpoint of this format.</summary>
    public Uri UrlOf(WireFormat format) => format switch
    {
        WireFormat.OpenAIChat or WireFormat.OpenAIResponses => new Uri(Address, "v1"),
        WireFormat.Gemini => new Uri(Address, "v1beta"),
        _ => Address,
    };

    /// <summary>Waits until a number of requests have arrived.</summary>
    /// <returns>The request that was the last of them.</returns>
    public Task<UpstreamRequest> WaitForRequestAsync(int count, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_requests.Count >= count && _requests[count - 1].IsRead)
                return Task.FromResult(_requests[count - 1]);
            var reached = new TaskCompletionSource<UpstreamRequest>(TaskCreationOptions.RunContinuationsAsynchronously);
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
        _log?.Dispose();
        _closing.Dispose();
    }

    private async Task ServeAsync(HttpContext http)
    {
        if (ListFor(http.Request) is { } list)
        {
            http.Response.ContentType = "application/json";
            await http.Response.WriteAsync(list, http.RequestAborted);
            return;
        }

        if (_plan.Contents is { } contents && http.Request.Path.StartsWithSegments(CachedContents.Path))
        {
            using var over = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, _closing.Token);
            await contents.ServeAsync(http, over.Token);
            return;
        }

        if (!HttpMethods.IsPost(http.Request.Method) || Asked.FormatOf(http.Request.Path) is not { } format)
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        var plan = _plan;
        var request = Record(number => new UpstreamRequest(number, plan.SeedOf(number), format, http.Request.Path + http.Request.QueryString, _time)
        {
            Faults = plan.FaultsOf(number, format),
            ConnectionReused = !http.Features.GetRequiredFeature<IConnectionItemsFeature>().Items.TryAdd(Used, null),
        });
        http.RequestAborted.Register(request.ClientLeft);
        using (_closing.Token.Register(request.ClosesItself))
        {
            try
            {
                using var reader = new StreamReader(http.Request.Body);
                request.Body = await reader.ReadToEndAsync(http.RequestAborted);
                var asked = Asked.Read(format, http.Request, request.Body);
                request.Streams = asked.Streams;
                if (plan.Cache is { } cache)
                {
                    request.Prompt = PromptReader.Read(format, request.Body);
                    request.Cache = cache.Take(request.Prompt, _time.GetUtcNow());
                }

                if (plan.Contents is not null && format == WireFormat.Gemini)
                    Take(plan.Contents, asked, request);
                Announce(request);
                await new AnswerPlay(http, request, plan, asked, _time, _closing.Token).PlayAsync();
            }
            finally
            {
                request.Ended();
                _log?.Write(request);
            }
        }
    }

    private static void Take(CachedContents contents, Asked asked, UpstreamRequest request)
    {
        request.Refusal = contents.Refusal(asked.Model, request.Json, out var named);
        var own = PromptReader.Read(request.Format, request.Body).Words.Count;
        request.Cache = new CacheReport((named?.Tokens ?? 0) + own, named?.Tokens ?? 0, []);
    }

    private string? ListFor(HttpRequest request) => !HttpMethods.IsGet(request.Method) ? null : request.Path.Value switch
    {
        "/v1/models" when request.Headers.ContainsKey("anthropic-version") => ModelLists.Anthropic(_plan.Models),
        "/v1/models" => ModelLists.OpenAI(_plan.Models),
        "/v1beta/models" => ModelLists.Gemini(_plan.Models),
        "/foundation-models" => ModelLists.Bedrock(_plan.Models),
        "/inference-profiles" => ModelLists.BedrockProfiles(),
        "/api/tags" => ModelLists.Ollama(_plan.Models),
        _ => null,
    };

    private UpstreamRequest Record(Func<int, UpstreamRequest> make)
    {
        lock (_gate)
        {
            var request = make(_requests.Count + 1);
            _requests.Add(request);
            return request;
        }
    }

    /// <summary>Tells those who wait once the body has been read too.</summary>
    private void Announce(UpstreamRequest request)
    {
        lock (_gate)
        {
            request.IsRead = true;
            foreach (var (_, reached) in _waiting.Where(waiting => waiting.Count == request.Number))
                reached.TrySetResult(request);
            _waiting.RemoveAll(waiting => waiting.Count == request.Number);
        }
    }
}

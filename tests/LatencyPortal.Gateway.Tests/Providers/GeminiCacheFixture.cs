using System.Text.Json;
using LatencyPortal.Gateway.Providers;
using LatencyPortal.Gateway.Tests.Providers.Wire;
using LatencyPortal.Telemetry;
using LatencyPortal.Testing.Upstream;
using Microsoft.Extensions.AI;

namespace LatencyPortal.Gateway.Tests.Providers;

/// <summary>Gateways before one upstream that plays Gemini's named caches; all of them share a key, as replicas do.</summary>
internal sealed class GeminiCacheFixture : IAsyncDisposable
{
    public static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private readonly FaultyUpstream _upstream;

    private GeminiCacheFixture(GatewayFixture gateway, FaultyUpstream upstream, CachedContents contents) =>
        (Gateway, _upstream, Contents) = (gateway, upstream, contents);

    public GatewayFixture Gateway { get; }

    public CachedContents Contents { get; }

    /// <summary>Tools and a system text that are long enough to be held.</summary>
    public static string System { get; } = string.Join(' ', Enumerable.Range(0, 1000).Select(i => $"rule{i}"));

    public EndpointConfig Config => Gateway.Config(baseUrl: _upstream.UrlOf(WireFormat.Gemini), provider: ProviderKind.Gemini);

    public IReadOnlyList<UpstreamRequest> Calls => _upstream.Requests;

    /// <summary>Methods of the requests about objects, in order.</summary>
    public string Asked => string.Join(' ', Contents.Requests.Select(request => request.Method));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <param name="ahead">How far the provider's clock is ahead of ours.</param>
    public static async Task<GeminiCacheFixture> StartAsync(TimeSpan ahead = default)
    {
        var gateway = await GatewayFixture.StartAsync();
        var contents = new CachedContents(ahead == default ? gateway.Time : new ShiftedTime(gateway.Time, ahead));
        var fixture = new GeminiCacheFixture(gateway, await FaultyUpstream.StartAsync(new UpstreamPlan { Contents = contents }), contents);
        Apply(gateway, fixture.Config);
        return fixture;
    }

    public static void Apply(GatewayFixture gateway, EndpointConfig config) => gateway.Gateway.Apply(new GatewaySnapshot([], [config]), cancellationToken: Token);

    /// <summary>Calls and lets what the call began in the background come to its end.</summary>
    public async Task<RequestRecord> AskAsync(string? system = null, TimeSpan? lifetime = null, GatewayFixture? gateway = null, bool settle = true)
    {
        gateway ??= Gateway;
        var context = gateway.NewContext();
        var options = new CallExtras { NamedCache = lifetime ?? Hour }.Attach(new ChatOptions { Tools = [Tools.Weather], ToolMode = ChatToolMode.RequireAny, Temperature = 0.5f });
        List<ChatMessage> messages = [new(ChatRole.System, system ?? System), new(ChatRole.User, "Hi")];
        await foreach (var update in gateway.Client().GetStreamingResponseAsync(messages, context.Attach(options), Token))
            _ = update;
        if (settle)
            await SettleAsync(gateway);
        return context.Record!;
    }

    /// <summary>Lets what was begun in the background come to its end.</summary>
    public Task SettleAsync(GatewayFixture? gateway = null) =>
        (gateway ?? Gateway).Client().GetService<EndpointConnection>()!.Caches!.SettledAsync().WaitAsync(Token);

    /// <summary>From now on calls are refused, for a reason that has nothing to do with caches.</summary>
    public void RefuseCalls(int status) =>
        _upstream.Plan = _upstream.Plan with { Rules = [FaultRule.Always(new Fault(FaultKind.Status) { Status = status })] };

    /// <summary>The name in the last call; <see langword="null"/> when it went out whole. One or the other must be true.</summary>
    public string? LastName()
    {
        var call = Calls[^1].Json;
        var whole = new[] { "systemInstruction", "tools", "toolConfig" }.Count(field => call.TryGetProperty(field, out _));
        var name = call.TryGetProperty("cachedContent", out var found) ? found.GetString() : null;
        Assert.Equal(name is null ? 3 : 0, whole);
        return name;
    }

    public JsonElement Created(int place = 0) =>
        JsonSerializer.Deserialize<JsonElement>(Contents.Requests.Where(request => request.Method == "POST").ElementAt(place).Body);

    public async ValueTask DisposeAsync()
    {
        await _upstream.DisposeAsync();
        await Gateway.DisposeAsync();
    }

    /// <summary>A clock that is wrong by a fixed time.</summary>
    private sealed class ShiftedTime(TimeProvider time, TimeSpan ahead) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => time.GetUtcNow() + ahead;
    }
}

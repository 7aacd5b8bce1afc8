using LatencyPortal.Testing.Upstream;

namespace LatencyPortal.Gateway.Tests.Faults;

/// <summary>A gateway with several upstreams that fail on purpose: endpoints <c>a</c>, <c>b</c> …, together the pool <c>all</c>, with retries.</summary>
internal sealed class FaultFleet : IAsyncDisposable
{
    /// <summary>What one step of <see cref="ReadAsync"/> passes: an answer that is on its way must not be late by it.</summary>
    public static readonly TimeSpan Step = TimeSpan.FromMilliseconds(50);

    private FaultFleet(GatewayFixture gateway, IReadOnlyList<FaultyUpstream> upstreams) => (Gateway, Upstreams) = (gateway, upstreams);

    public GatewayFixture Gateway { get; }

    public IReadOnlyList<FaultyUpstream> Upstreams { get; }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static Task<FaultFleet> StartAsync(params UpstreamPlan[] plans) => StartAsync(_ => { }, plans);

    public static async Task<FaultFleet> StartAsync(Action<GatewayOptions> options, params UpstreamPlan[] plans)
    {
        var upstreams = new List<FaultyUpstream>();
        foreach (var plan in plans)
            upstreams.Add(await FaultyUpstream.StartAsync(plan));
        var fleet = new FaultFleet(await GatewayFixture.StartAsync(options), upstreams);
        fleet.Apply([.. upstreams.Select(upstream => upstream.UrlOf(WireFormat.OpenAIChat))]);
        return fleet;
    }

    /// <summary>Sets the endpoints.</summary>
    public void Apply(params Uri[] urls)
    {
        var endpoints = urls.Select((url, i) => Gateway.Config(baseUrl: url) with { Name = $"{(char)('a' + i)}" }).ToList();
        Gateway.Gateway.Apply(new GatewaySnapshot([], endpoints)
        {
            Pools = [new PoolConfig { Name = "all", Members = [.. endpoints.Select(endpoint => $"{endpoint.Name}/scripted")] }],
        });
    }

    /// <summary>Asks the pool; nothing passes the time.</summary>
    public Task<GatewayFixture.Answer> AskAsync() => Gateway.ReadAsync(Gateway.NewContext("api"), Token, "all");

    /// <summary>Asks the pool and lets time pass in small steps, so that waits before a retry end.</summary>
    public async Task<GatewayFixture.Answer> ReadAsync()
    {
        var reading = AskAsync();
        while (!reading.IsCompleted)
        {
            Gateway.Time.Advance(Step);
            await Task.WhenAny(reading, Task.Delay(1, Token));
        }

        return await reading;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var upstream in Upstreams)
            await upstream.DisposeAsync();
        await Gateway.DisposeAsync();
    }
}

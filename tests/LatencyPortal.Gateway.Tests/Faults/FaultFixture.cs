using LatencyPortal.Telemetry;
using LatencyPortal.Testing.Upstream;
using Microsoft.Extensions.AI;

namespace LatencyPortal.Gateway.Tests.Faults;

/// <summary>A gateway whose endpoint <c>lab</c> is an upstream that fails on purpose.</summary>
internal sealed class FaultFixture : IAsyncDisposable
{
    private FaultFixture(GatewayFixture gateway, FaultyUpstream upstream) => (Gateway, Upstream) = (gateway, upstream);

    public GatewayFixture Gateway { get; }

    public FaultyUpstream Upstream { get; }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static Task<FaultFixture> StartAsync(params Fault[] faults) => StartAsync(UpstreamPlan.With(faults));

    public static async Task<FaultFixture> StartAsync(UpstreamPlan plan, WireFormat format = WireFormat.OpenAIChat)
    {
        var gateway = await GatewayFixture.StartAsync();
        var upstream = await FaultyUpstream.StartAsync(plan);
        gateway.Gateway.Apply(new GatewaySnapshot([], [gateway.Config(baseUrl: upstream.UrlOf(format), provider: ProviderOf(format))]));
        return new FaultFixture(gateway, upstream);
    }

    /// <summary>The client that speaks a format.</summary>
    public static ProviderKind ProviderOf(WireFormat format) => format switch
    {
        WireFormat.OpenAIResponses => ProviderKind.OpenAIResponses,
        WireFormat.Anthropic => ProviderKind.Anthropic,
        WireFormat.Gemini => ProviderKind.Gemini,
        WireFormat.Ollama => ProviderKind.Ollama,
        WireFormat.Bedrock => ProviderKind.Bedrock,
        _ => ProviderKind.OpenAI,
    };

    public Task<GatewayFixture.Answer> ReadAsync() => Gateway.ReadAsync();

    /// <summary>Reads a call; whenever the upstream is silent for ever, the gateway's time passes.</summary>
    public async Task<GatewayFixture.Answer> ReadThroughSilenceAsync(CancellationToken cancellationToken)
    {
        var number = Upstream.Requests.Count + 1;
        var context = Gateway.NewContext();
        var reading = Gateway.ReadAsync(context, cancellationToken);
        var arriving = Upstream.WaitForRequestAsync(number, cancellationToken);
        await Task.WhenAny(reading, arriving);
        if (!reading.IsCompleted)
        {
            var request = await arriving;
            await Task.WhenAny(reading, request.PausedAsync(cancellationToken));
            // What was sent before the silence arrives before its time passes.
            while (!reading.IsCompleted && context.Timeline.Deltas < request.Tokens.Count)
                await Task.WhenAny(reading, Task.Delay(1, cancellationToken));
        }

        await PassTimeUntilAsync(reading);
        return await reading;
    }

    /// <summary>Lets the gateway's clock run until a call has ended: its limits start a moment after the silence.</summary>
    public async Task PassTimeUntilAsync(Task done)
    {
        while (!done.IsCompleted)
        {
            Gateway.Time.Advance(TimeSpan.FromSeconds(10));
            await Task.WhenAny(done, Task.Delay(1, Token));
        }
    }

    /// <summary>The one record that was stored.</summary>
    public async Task<RequestRecord> SingleRecordAsync() => Assert.Single(await Gateway.StoredAsync());

    public IAsyncEnumerable<ChatResponseUpdate> Ask(CancellationToken cancellationToken) =>
        Gateway.Ask(Gateway.NewContext(), cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await Upstream.DisposeAsync();
        await Gateway.DisposeAsync();
    }
}

using LatencyPortal.Telemetry;
using Microsoft.Extensions.AI;

namespace LatencyPortal.Gateway.Tests.Providers.Wire;

/// <summary>A gateway with one endpoint, <c>lab</c>, that speaks the wire format under test.</summary>
internal sealed class WireFixture : IAsyncDisposable
{
    public const string Key = GatewayFixture.Key;

    private readonly ProviderKind _provider;
    private readonly string _path;

    private WireFixture(GatewayFixture gateway, WireServer server, ProviderKind provider, string path)
    {
        Gateway = gateway;
        Server = server;
        _provider = provider;
        _path = path;
    }

    public GatewayFixture Gateway { get; }

    public WireServer Server { get; }

    /// <summary>The one request that was made.</summary>
    public WireServer.Received Request => Assert.Single(Server.Requests);

    public EndpointConfig Config => new()
    {
        Name = "lab",
        Provider = _provider,
        BaseUrl = new Uri(Server.Address, _path),
        ApiKey = Key,
        Models = ["scripted"],
    };

    public static async Task<WireFixture> StartAsync(ProviderKind provider, string path)
    {
        var fixture = new WireFixture(await GatewayFixture.StartAsync(), await WireServer.StartAsync(), provider, path);
        fixture.Gateway.Gateway.Apply(new GatewaySnapshot([], [fixture.Config]));
        return fixture;
    }

    /// <summary>Reads a call to its end or its failure.</summary>
    public async Task<Answer> AskAsync(ChatOptions? options = null, params ChatMessage[] messages)
    {
        var context = Gateway.NewContext();
        List<ChatResponseUpdate> updates = [];
        ModelCallException? failure = null;
        try
        {
            await foreach (var update in Gateway.Client().GetStreamingResponseAsync(
                messages.Length > 0 ? messages : [new ChatMessage(ChatRole.User, "Hi")],
                context.Attach(options),
                TestContext.Current.CancellationToken))
            {
                updates.Add(update);
            }
        }
        catch (ModelCallException e)
        {
            failure = e;
        }

        return new Answer(updates, failure, context.Record!);
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        await Gateway.DisposeAsync();
    }

    internal sealed record Answer(IReadOnlyList<ChatResponseUpdate> Updates, ModelCallException? Failure, RequestRecord Record)
    {
        public string Text => string.Concat(Updates.Select(update => update.Text));

        public IReadOnlyList<AIContent> Contents => [.. Updates.SelectMany(update => update.Contents)];

        public string Reasoning => string.Concat(Contents.OfType<TextReasoningContent>().Select(content => content.Text));

        public IReadOnlyList<FunctionCallContent> Calls => [.. Contents.OfType<FunctionCallContent>()];

        public UsageDetails? Usage => Contents.OfType<UsageContent>().SingleOrDefault()?.Details;

        public string? Finish => Updates.LastOrDefault(update => update.FinishReason is not null)?.FinishReason?.Value;
    }
}

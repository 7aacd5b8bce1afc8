using LatencyPortal.Decoding;
using Microsoft.Extensions.AI;

namespace LatencyPortal.Gateway.Tests;

/// <summary>Models inside the portal: how they are loaded, and what is told of them.</summary>
public sealed class LocalModelTests
{
    internal static readonly LocalModelConfig Assistant = new()
    {
        Name = "assistant",
        Folder = Path.Combine(AppContext.BaseDirectory, "portal-assistant"),
    };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Decoding_Options_ArriveAtEveryModel()
    {
        await using var fixture = await GatewayFixture.StartAsync(options => options.Decoding = new DecodingOptions
        {
            Provider = ExecutionProvider.Cpu,
            MaxContextLength = 300,
            MaxSequences = 3,
            PrefixCacheBytes = 5 << 20,
        });

        fixture.Apply(local: [Assistant, Assistant with { Name = "plain", UseDraftModel = false }]);

        var (first, second) = (FactsOf(fixture, "assistant"), FactsOf(fixture, "plain"));
        Assert.All([first, second], facts =>
        {
            Assert.Equal((300, 3, 5 << 20), (facts.Details.ContextLength, facts.Details.MaxSequences, facts.Details.Memory.PrefixCache));
            Assert.Equal(ExecutionProvider.Cpu, facts.Provider);
            Assert.Contains(facts.Limits, limit => limit.Contains("300", StringComparison.Ordinal));
        });
        Assert.Equal((true, false), (first.HasDraftModel, second.HasDraftModel));
        Assert.Equal(0, second.Details.Memory.Draft);
    }

    [Fact]
    public async Task Decoding_ValueOutOfRange_IsAProblemOfTheModelAlone()
    {
        await using var fixture = await GatewayFixture.StartAsync(options => options.Decoding = new DecodingOptions { QueueCapacity = 0 });

        fixture.Apply(local: Assistant);

        Assert.Contains("QueueCapacity", fixture.Gateway.Models[0].Problem, StringComparison.Ordinal);
        Assert.Null((await fixture.ReadAsync()).Failure);
    }

    [Fact]
    public async Task Config_FileAndDraftFolder_AreThoseThatAreLoaded()
    {
        await using var fixture = await GatewayFixture.StartAsync();
        var nowhere = Path.Combine(Path.GetTempPath(), "no-such-draft-folder");

        fixture.Apply(local:
        [
            Assistant with { Name = "file", File = "no-such-model.onnx" },
            Assistant with { Name = "draft", DraftFolder = nowhere },
            Assistant with { Name = "draft-itself", DraftFolder = Path.Combine(Assistant.Folder, "draft") },
            new LocalModelConfig { Name = "no-path", Folder = "a\0b" },
        ]);

        Assert.Contains("no-such-model.onnx", ProblemOf(fixture, "file"), StringComparison.Ordinal);
        Assert.Contains(nowhere, ProblemOf(fixture, "draft"), StringComparison.Ordinal);
        Assert.True(FactsOf(fixture, "draft-itself").HasDraftModel);
        Assert.NotNull(ProblemOf(fixture, "no-path"));
    }

    [Fact]
    public async Task ReadCounters_FollowTheModel()
    {
        await using var fixture = await GatewayFixture.StartAsync();
        // Two names of one model: it is loaded once, and so are its counters.
        fixture.Apply(local: [Assistant, Assistant with { Name = "again", Folder = Assistant.Folder + Path.DirectorySeparatorChar }]);
        Assert.Equal(0, (await fixture.Gateway.ReadCountersAsync("assistant"))!.PrefixCache.Lookups);

        await AskAsync(fixture, "assistant");
        await AskAsync(fixture, "again");

        var counters = (await fixture.Gateway.ReadCountersAsync("assistant"))!;
        Assert.Equal((2, 1), (counters.PrefixCache.Lookups, counters.PrefixCache.Hits));
        Assert.Equal([TokenOrigin.DraftModel, TokenOrigin.NGram, TokenOrigin.Forced], counters.Speculation.Select(stats => stats.Source));
        Assert.Null(await fixture.Gateway.ReadCountersAsync("lab/scripted"));
        Assert.Null(await fixture.Gateway.ReadCountersAsync("unknown"));
    }

    private static async Task AskAsync(GatewayFixture fixture, string model) => await fixture.Client(model).GetResponseAsync(
        [new ChatMessage(ChatRole.User, "What is the time to first token?")], fixture.NewContext().Attach(), Token);

    private static LocalModelFacts FactsOf(GatewayFixture fixture, string id)
    {
        var model = fixture.Gateway.Models.Single(model => model.Id == id);
        Assert.Null(model.Problem);
        Assert.Equal(model.ContextLength, model.Facts!.Details.ContextLength);
        return model.Facts;
    }

    private static string ProblemOf(GatewayFixture fixture, string id) => fixture.Gateway.Models.Single(model => model.Id == id).Problem!;
}

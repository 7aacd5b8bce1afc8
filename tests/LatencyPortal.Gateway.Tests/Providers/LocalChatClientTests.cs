using LatencyPortal.Decoding;
using LatencyPortal.Telemetry;
using Microsoft.Extensions.AI;

namespace LatencyPortal.Gateway.Tests.Providers;

/// <summary>The built-in model through the whole pipeline.</summary>
public sealed class LocalChatClientTests
{
    private static readonly LocalModelConfig Assistant = new()
    {
        Name = "portal-assistant",
        Folder = Path.Combine(AppContext.BaseDirectory, "portal-assistant"),
        Grounded = true,
    };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Stream_Question_GivesTextUsageFinishAndRecord()
    {
        await using var fixture = await StartAsync();
        var context = fixture.NewContext();
        var text = "";
        await foreach (var update in fixture.Client("portal-assistant").GetStreamingResponseAsync(
            [new ChatMessage(ChatRole.User, "What is the time to first token?")], context.Attach(), Token))
            text += update.Text;

        Assert.NotEqual("", text);
        Assert.NotEmpty(context.Documents);
        var record = Assert.Single(await fixture.StoredAsync());
        Assert.Equal(("portal-assistant", "local", RequestOutcome.Completed, "stop"), (record.Model, record.Endpoint, record.Outcome, record.FinishReason));
        Assert.True(record.InputTokens > 0 && record.OutputTokens > 0 && !record.TokensEstimated);
    }

    [Fact]
    public async Task Stream_AnswerThatGoesOn_GivesTheRestAsIfItHadNeverStopped()
    {
        await using var fixture = await StartAsync();
        var question = new ChatMessage(ChatRole.User, "What is the time to first token?");
        var whole = await TextAsync(fixture, [question], fixture.NewContext().Attach());
        // Cut between words, where models cut too.
        var cut = whole.IndexOf(' ', whole.Length / 2);

        var begun = whole[..cut];
        var rest = await TextAsync(fixture, [question, new ChatMessage(ChatRole.Assistant, begun)], new CallExtras { GoesOn = true }.Attach(fixture.NewContext().Attach()));

        Assert.True(begun.Length > 20);
        Assert.Equal(whole, begun + rest);
    }

    [Fact]
    public async Task Stream_Answer_TellsWhoProposedEachPartOfTheText()
    {
        await using var fixture = await StartAsync();
        var context = fixture.NewContext();
        var characters = new Dictionary<TokenOrigin, int>();
        var tokens = new Dictionary<TokenOrigin, int>();
        var text = "";
        await foreach (var update in fixture.Client("portal-assistant").GetStreamingResponseAsync(
            [new ChatMessage(ChatRole.User, "What is the time to first token?")], context.Attach(), Token))
        {
            text += update.Text;
            var details = TokenDetails.From(update)!;
            Assert.Empty(details.Logprobs);
            Assert.Equal(update.Text.Length, details.Origins.Sum(run => run.Characters));
            foreach (var run in details.Origins)
            {
                characters[run.Origin] = characters.GetValueOrDefault(run.Origin) + run.Characters;
                tokens[run.Origin] = tokens.GetValueOrDefault(run.Origin) + run.Tokens;
            }
        }

        Assert.Equal(text.Length, characters.Values.Sum());
        var origins = context.Drafting!.Origins;
        Assert.Equal(
            (tokens.GetValueOrDefault(TokenOrigin.Target), tokens.GetValueOrDefault(TokenOrigin.DraftModel), tokens.GetValueOrDefault(TokenOrigin.NGram), 0),
            (origins.Target, origins.DraftModel, origins.NGram, origins.Forced));
        Assert.Equal(context.Record!.OutputTokens, tokens.Values.Sum());
        Assert.Equal((context.Drafting.DraftedTokens, context.Drafting.AcceptedTokens), (context.Record.DraftedTokens, context.Record.AcceptedTokens));
        Assert.Equal(context.Record.DraftedTokens, Assert.Single(await fixture.StoredAsync()).DraftedTokens);
    }

    [Fact]
    public async Task Call_Extras_ReachTheDecoder()
    {
        await using var fixture = await StartAsync();
        var extras = new CallExtras { TopLogprobs = 2, LogitBias = new Dictionary<int, double> { [300] = 100 } };
        var options = extras.Attach(new ChatOptions { MaxOutputTokens = 4 });
        var logprobs = new List<TokenLogprobs>();
        UsageDetails? usage = null;
        await foreach (var update in fixture.Client("portal-assistant").GetStreamingResponseAsync(
            [new ChatMessage(ChatRole.User, "What is TPOT?")], options, Token))
        {
            logprobs.AddRange(TokenDetails.From(update)?.Logprobs ?? []);
            usage = update.Contents.OfType<UsageContent>().SingleOrDefault()?.Details ?? usage;
        }

        Assert.Equal(4, logprobs.Count);
        // The bias decides, but what is reported is the model's own opinion.
        Assert.Single(logprobs.Select(token => token.Chosen.Text).Distinct());
        Assert.All(logprobs, token => Assert.True(token.Top.Count == 2 && token.Top[0].Logprob > token.Chosen.Logprob));
        Assert.Equal(4, DraftingUsage.From(usage)!.Origins is var origins ? origins.Target + origins.DraftModel + origins.NGram + origins.Forced : 0);
        Assert.Equal(["latencyportal.extras"], options.AdditionalProperties!.Keys);
    }

    [Theory]
    [InlineData(21, 0.0)]
    [InlineData(null, 1.5)]
    public async Task Call_ExtrasOutOfRange_AreRefused(int? logprobs, double minP)
    {
        await using var fixture = await StartAsync();
        var failure = await Assert.ThrowsAsync<ModelCallException>(() => fixture.Client("portal-assistant").GetResponseAsync(
            [new ChatMessage(ChatRole.User, "Hi")], new CallExtras { TopLogprobs = logprobs, MinP = minP }.Attach(), Token));

        Assert.Equal(ModelErrorKind.InvalidRequest, failure.Kind);
    }

    [Fact]
    public async Task Call_MaxTokens_EndsByLength()
    {
        await using var fixture = await StartAsync();
        var response = await fixture.Client("portal-assistant").GetResponseAsync(
            [new ChatMessage(ChatRole.User, "What is TPOT?")], new ChatOptions { MaxOutputTokens = 3 }, Token);

        Assert.Equal((ChatFinishReason.Length, 3L), (response.FinishReason!.Value, response.Usage!.OutputTokenCount!.Value));
    }

    [Fact]
    public async Task Call_PromptTooLong_GivesBothCounts()
    {
        await using var fixture = await StartAsync();
        var failure = await Assert.ThrowsAsync<ModelCallException>(() => fixture.Client("portal-assistant").GetResponseAsync(
            [new ChatMessage(ChatRole.User, string.Concat(Enumerable.Repeat("latency matters ", 2000)))], cancellationToken: Token));

        Assert.Equal(ModelErrorKind.PromptTooLong, failure.Kind);
        Assert.True(failure.PromptTokens > failure.ContextLength);
        Assert.Contains($"{failure.PromptTokens}", failure.Message, StringComparison.Ordinal);
        Assert.Contains($"{failure.ContextLength}", failure.Message, StringComparison.Ordinal);
        Assert.Equal("prompt_too_long", Assert.Single(await fixture.StoredAsync()).ErrorKind);
    }

    [Fact]
    public async Task Call_ToolMessage_IsRefused()
    {
        await using var fixture = await StartAsync();
        var failure = await Assert.ThrowsAsync<ModelCallException>(() => fixture.Client("portal-assistant").GetResponseAsync(
            [new ChatMessage(ChatRole.User, "Hi"), new ChatMessage(ChatRole.Tool, [new FunctionResultContent("1", "42")])], cancellationToken: Token));

        Assert.Equal(ModelErrorKind.InvalidRequest, failure.Kind);
    }

    [Fact]
    public async Task Call_AfterTheModelWasRemoved_SaysThatItIsUnloaded()
    {
        await using var fixture = await StartAsync();
        var client = fixture.Client("portal-assistant");
        fixture.Apply();

        var failure = await Assert.ThrowsAsync<ModelCallException>(
            () => client.GetResponseAsync([new ChatMessage(ChatRole.User, "Hi")], cancellationToken: Token));

        Assert.Equal(ModelErrorKind.ModelUnavailable, failure.Kind);
    }

    private static async Task<GatewayFixture> StartAsync()
    {
        var fixture = await GatewayFixture.StartAsync(options => options.HelpEntriesPath = Path.Combine(Assistant.Folder, "help.json"));
        fixture.Apply(local: Assistant);
        Assert.Null(fixture.Gateway.Models[0].Problem);
        return fixture;
    }

    private static async Task<string> TextAsync(GatewayFixture fixture, IEnumerable<ChatMessage> messages, ChatOptions options) =>
        string.Concat((await fixture.Client("portal-assistant").GetStreamingResponseAsync(messages, options, Token).ToListAsync(Token)).Select(update => update.Text));
}

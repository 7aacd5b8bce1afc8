using LatencyPortal.Gateway.Prompts.Prediction;
using LatencyPortal.Telemetry;
using LatencyPortal.Telemetry.Traces;
using LatencyPortal.Testing;
using Microsoft.Extensions.AI;

namespace LatencyPortal.Gateway.Tests.Metering;

public sealed class MeteredChatClientTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Stream_ScriptedTiming_IsStampedOnArrivalWhateverTheConsumerDoes()
    {
        await using var fixture = await GatewayFixture.StartAsync();
        Gate headers = new(), first = new(), second = new(), third = new();
        fixture.Endpoint.Enqueue(Script.Answer()
            .Wait(headers).SendHeaders().Wait(first).Token("a").Wait(second).Token("b").Wait(third).Token("c").Finish().Usage(5, 3));
        var context = fixture.NewContext();
        fixture.Time.Advance(TimeSpan.FromMilliseconds(7)); // t0 to t1
        await using var reading = fixture.Ask(context, Token).GetAsyncEnumerator(Token);
        var next = reading.MoveNextAsync().AsTask();

        await headers.ReachedAsync(Token);
        fixture.Time.Advance(TimeSpan.FromMilliseconds(100));
        headers.Open();
        await UntilAsync(() => context.Timeline.Stamps.Headers is not null);
        fixture.Time.Advance(TimeSpan.FromMilliseconds(150));
        first.Open();
        await UntilAsync(() => context.Timeline.Deltas == 1);
        fixture.Time.Advance(TimeSpan.FromMilliseconds(20));
        second.Open();
        await UntilAsync(() => context.Timeline.Deltas == 2);
        fixture.Time.Advance(TimeSpan.FromMilliseconds(20));
        third.Open();
        await UntilAsync(() => context.Record is not null);

        // Only now does the consumer read, ages later.
        fixture.Time.Advance(TimeSpan.FromMinutes(5));
        var text = "";
        for (var more = await next; more; more = await reading.MoveNextAsync())
            text += reading.Current.Text;

        Assert.Equal("abc", text);
        var record = Assert.Single(await fixture.StoredAsync());
        Assert.Equal(context.Id, record.Id);
        var stamps = record.Stamps;
        Assert.Equal((7d, 107d, 257d, 257d, 297d, 297d), (stamps.RequestWritten, stamps.Headers, stamps.FirstToken, stamps.FirstAnswer, stamps.LastToken, stamps.End));
        Assert.Equal((250d, 20d, 290d), (stamps.TimeToFirstToken, record.TimePerOutputToken, stamps.EndToEnd));
        Assert.False(record.TokensEstimated);
    }

    [Fact]
    public async Task Stream_SingleToken_HasNoTpot()
    {
        await using var fixture = await GatewayFixture.StartAsync();
        fixture.Endpoint.Enqueue(Script.Answer().Token("Yes").Finish().Usage(5, 1));

        var record = (await fixture.ReadAsync()).Record;

        Assert.NotNull(record.Stamps.FirstToken);
        Assert.Null(record.TimePerOutputToken);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Stream_NoUsableUsage_CountsDeltasAndSaysSo(bool zeroUsage)
    {
        await using var fixture = await GatewayFixture.StartAsync();
        var script = Script.Answer().Role().Tokens("a", "b", "c").Finish();
        fixture.Endpoint.Enqueue(zeroUsage ? script.Usage(0, 0, cached: 3) : script);

        var record = (await fixture.ReadAsync()).Record;

        Assert.Equal((3, true, (int?)null, (int?)null), (record.OutputTokens, record.TokensEstimated, record.InputTokens, record.CachedInputTokens));
    }

    [Fact]
    public async Task Stream_CachedExceedsInput_IsNotBelieved()
    {
        await using var fixture = await GatewayFixture.StartAsync();
        fixture.Endpoint.Enqueue(Script.Answer().Tokens("a", "b").Finish().Usage(5, 2, cached: 500));

        var record = (await fixture.ReadAsync()).Record;

        Assert.Equal((5, (int?)null), (record.InputTokens, record.CachedInputTokens));
    }

    [Fact]
    public async Task Stream_UsageInEveryChunk_CountsTheLastOnly()
    {
        await using var fixture = await GatewayFixture.StartAsync();
        fixture.Endpoint.Enqueue(Script.Answer().Token("a").Usage(5, 1).Token("b").Usage(5, 2).Finish().Usage(5, 2));
        var context = fixture.NewContext();

        var response = await fixture.Client().GetResponseAsync([new ChatMessage(ChatRole.User, "Hi")], context.Attach(), Token);

        Assert.Equal((5L, 2L), (response.Usage!.InputTokenCount!.Value, response.Usage.OutputTokenCount!.Value));
        Assert.Equal((5, 2), (context.Record!.InputTokens, context.Record.OutputTokens));
    }

    [Fact]
    public async Task Stream_ReasoningFirst_StampsFirstTokenBeforeFirstAnswer()
    {
        await using var fixture = await GatewayFixture.StartAsync();
        var answer = new Gate();
        fixture.Endpoint.Enqueue(Script.Answer().Reasoning("Hm").Wait(answer).Token("Yes").Finish().Usage(5, 2, reasoning: 1));
        var context = fixture.NewContext();
        var reading = fixture.ReadAsync(context, Token);
        await UntilAsync(() => context.Timeline.Deltas == 1);
        fixture.Time.Advance(TimeSpan.FromMilliseconds(400));
        answer.Open();

        var result = await reading;

        Assert.Equal("Yes", result.Text);
        Assert.Equal(400, result.Record.Stamps.FirstAnswer - result.Record.Stamps.FirstToken);
    }

    [Fact]
    public async Task NonStream_HasTtftTooAndSaysThatItWasNotStreamed()
    {
        await using var fixture = await GatewayFixture.StartAsync();
        var response = await fixture.Client().GetResponseAsync([new ChatMessage(ChatRole.User, "Hi")], cancellationToken: Token);

        Assert.Equal("Hello from the scripted endpoint.", response.Text);
        Assert.Equal(ChatFinishReason.Stop, response.FinishReason);
        var record = Assert.Single(await fixture.StoredAsync());
        Assert.NotNull(record.Stamps.TimeToFirstToken);
        Assert.Equal((false, "api"), (record.Streamed, record.Source));
    }

    [Fact]
    public async Task Cancel_BeforeHeaders_ReachesTheEndpoint() =>
        await CancelAsync(hold => Script.Answer().Wait(hold), readFirst: false);

    [Fact]
    public async Task Cancel_BeforeTheFirstToken_ReachesTheEndpoint() =>
        await CancelAsync(hold => Script.Answer().SendHeaders().Wait(hold), readFirst: false);

    [Fact]
    public async Task Cancel_InMidStream_ReachesTheEndpoint() =>
        await CancelAsync(hold => Script.Answer().Token("a").Wait(hold), readFirst: true);

    [Fact]
    public async Task Cancel_NonStreaming_ReachesTheEndpoint()
    {
        await using var fixture = await GatewayFixture.StartAsync();
        var hold = new Gate();
        fixture.Endpoint.Enqueue(Script.Answer().Token("a").Wait(hold));
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var context = new RequestContext(fixture.Time, "api") { Streamed = false };
        var call = fixture.Client().GetResponseAsync([new ChatMessage(ChatRole.User, "Hi")], context.Attach(), stop.Token);
        await hold.ReachedAsync(Token);

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await fixture.Endpoint.Requests[0].ClientLeftAsync(Token);
        Assert.Equal(RequestOutcome.Cancelled, context.Record!.Outcome);
    }

    [Fact]
    public async Task Dispose_InMidStream_CancelsAndAwaitsTheUpstream()
    {
        await using var fixture = await GatewayFixture.StartAsync();
        fixture.Endpoint.Enqueue(Script.Answer().Token("a").Hang());
        var context = fixture.NewContext();
        await foreach (var update in fixture.Ask(context, Token))
        {
            Assert.Equal("a", update.Text);
            break;
        }

        // Leaving the loop has waited for the pump: the record is there without any further waiting.
        Assert.Equal(RequestOutcome.Cancelled, context.Record!.Outcome);
        Assert.Equal((1, true), (context.Record.OutputTokens, context.Record.TokensEstimated));
        await fixture.Endpoint.Requests[0].ClientLeftAsync(Token);
        Assert.Single(await fixture.StoredAsync());
    }

    private static async Task CancelAsync(Func<Gate, Script> script, bool readFirst)
    {
        await using var fixture = await GatewayFixture.StartAsync();
        var hold = new Gate();
        fixture.Endpoint.Enqueue(script(hold));
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var context = fixture.NewContext();
        await using var reading = fixture.Ask(context, stop.Token).GetAsyncEnumerator(stop.Token);
        var next = reading.MoveNextAsync().AsTask();
        await hold.ReachedAsync(Token);
        if (readFirst)
        {
            Assert.True(await next);
            next = reading.MoveNextAsync().AsTask();
        }

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => next);
        await fixture.Endpoint.Requests[0].ClientLeftAsync(Token);
        Assert.Equal(RequestOutcome.Cancelled, Assert.Single(await fixture.StoredAsync()).Outcome);
    }

    [Fact]
    public async Task Call_OfATemplate_LeavesItsTraceBesideTheRecord()
    {
        await using var fixture = await GatewayFixture.StartAsync();
        fixture.Endpoint.Enqueue(Script.Answer().Token("Yes").Finish().Usage(5, 1));
        var context = fixture.NewContext();
        context.Trace = new PromptTrace
        {
            RequestId = context.Id,
            At = context.SubmittedAt,
            Template = "support",
            Version = 7,
            Model = "lab/scripted",
        };
        (context.Template, context.TemplateVersion, context.Prediction) = ("support", 7, new CachePrediction(12, 30));

        var answer = await fixture.ReadAsync(context, Token);
        await fixture.StoredAsync();

        Assert.Equal((7, 2), (answer.Record.TemplateVersion, answer.Record.PredictedCachedTokens));
        var read = await fixture.Traces.FindAsync(context.Id, Token);
        Assert.Equal((7, 2, "lab"), (read!.Trace.Version, read.Trace.PredictedCachedTokens, read.Endpoint));
    }

    /// <summary>Waits for something that another thread will do without real time having to pass.</summary>
    private static async Task UntilAsync(Func<bool> reached)
    {
        while (!reached())
        {
            Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}

using System.Text;
using LatencyPortal.Gateway.Metering;
using LatencyPortal.Telemetry;
using LatencyPortal.Testing.Upstream;

namespace LatencyPortal.Gateway.Tests.Faults;

/// <summary>Faults 7 and 14: readers that are slow and callers that are many.</summary>
public sealed class LoadTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Fault7_ReaderStandsStill_ReadAheadIsBoundedAndNothingIsLost()
    {
        const int Tokens = (2 * MeteredChatClient.ReadAhead) + 100;
        await using var fixture = await FaultFixture.StartAsync(new UpstreamPlan { Answer = new AnswerScript { Tokens = Tokens } });
        var context = fixture.Gateway.NewContext();
        await using var reading = fixture.Gateway.Ask(context, Token).GetAsyncEnumerator(Token);
        Assert.True(await reading.MoveNextAsync());
        var text = new StringBuilder(reading.Current.Text);
        while (context.Timeline.Deltas <= MeteredChatClient.ReadAhead)
            await Task.Delay(1, Token);

        // Others are served meanwhile, and what is read ahead does not grow.
        fixture.Upstream.Plan = new UpstreamPlan();
        for (var i = 0; i < 20; i++)
            Assert.Null((await fixture.ReadAsync()).Failure);
        Assert.InRange(context.Timeline.Deltas, MeteredChatClient.ReadAhead, MeteredChatClient.ReadAhead + 4);

        while (await reading.MoveNextAsync())
            text.Append(reading.Current.Text);
        Assert.Equal(fixture.Upstream.Requests[0].TextSent, text.ToString());
        Assert.Equal((RequestOutcome.Completed, Tokens), (context.Record!.Outcome, context.Record.OutputTokens));
    }

    [Fact]
    public async Task Fault14_Burst_EveryCallIsAnsweredOnce()
    {
        const int Calls = 250;
        await using var fixture = await FaultFixture.StartAsync(new UpstreamPlan
        {
            Answer = new AnswerScript { Tokens = 8, HeadersAfter = TimeSpan.FromMilliseconds(20), TokenEvery = TimeSpan.FromMilliseconds(5), Spread = 0.5 },
        });

        var answers = await Task.WhenAll(Enumerable.Range(0, Calls).Select(_ => fixture.ReadAsync()));

        Assert.All(answers, answer => Assert.Null(answer.Failure));
        Assert.Equal(Calls, fixture.Upstream.Requests.Count);
        Assert.Equal(
            fixture.Upstream.Requests.Select(request => request.TextSent).Order(StringComparer.Ordinal),
            answers.Select(answer => answer.Text).Order(StringComparer.Ordinal));
    }
}

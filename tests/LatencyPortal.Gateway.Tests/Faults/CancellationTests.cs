using System.Diagnostics;
using LatencyPortal.Gateway.Metering;
using LatencyPortal.Telemetry;
using LatencyPortal.Testing.Upstream;
using Microsoft.Extensions.AI;

namespace LatencyPortal.Gateway.Tests.Faults;

/// <summary>Fault 8: a client that leaves takes its upstream call with it, in every phase, within a second.</summary>
public sealed class CancellationTests(ITestOutputHelper output)
{
    private const int Times = 25;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(1);

    public enum Phase
    {
        BeforeHeaders,
        BeforeFirstToken,
        MidStream,
        NotStreamed,
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Phase.BeforeHeaders)]
    [InlineData(Phase.BeforeFirstToken)]
    [InlineData(Phase.MidStream)]
    [InlineData(Phase.NotStreamed)]
    public async Task Fault8_ClientLeaves_UpstreamSocketIsClosedWithinASecond(Phase phase)
    {
        await using var fixture = await FaultFixture.StartAsync(PlanOf(phase));
        var waits = new List<TimeSpan>();
        var wasted = 0;
        for (var i = 1; i <= Times; i++)
        {
            using var leaving = CancellationTokenSource.CreateLinkedTokenSource(Token);
            var call = CallAsync(fixture, phase, leaving.Token);
            var request = await fixture.Upstream.WaitForRequestAsync(i, Token);
            await (phase is Phase.MidStream or Phase.NotStreamed ? request.BegunAsync(Token) : request.PausedAsync(Token));

            var left = Stopwatch.GetTimestamp();
            await leaving.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);

            waits.Add(await CloseAsync(request, left));
            wasted += request.TokensAfter(left);
        }

        output.WriteLine($"{phase}: {Times} times, worst {waits.Max().TotalMilliseconds:F1} ms, median {waits.Order().ElementAt(Times / 2).TotalMilliseconds:F1} ms, {wasted} tokens wasted");
        Assert.All(waits, wait => Assert.InRange(wait, TimeSpan.Zero, Limit));
        var records = await fixture.Gateway.StoredAsync();
        Assert.Equal(Times, records.Count);
        Assert.All(records, record => Assert.Equal(RequestOutcome.Cancelled, record.Outcome));
    }

    [Fact]
    public async Task Fault8_ReaderStopsReading_UpstreamSocketIsClosedWithinASecond()
    {
        await using var fixture = await FaultFixture.StartAsync(PlanOf(Phase.MidStream));
        for (var i = 1; i <= Times; i++)
        {
            await using (var reading = fixture.Ask(Token).GetAsyncEnumerator(Token))
                Assert.True(await reading.MoveNextAsync());
            var left = Stopwatch.GetTimestamp();

            Assert.InRange(await CloseAsync(fixture.Upstream.Requests[i - 1], left), TimeSpan.MinValue, Limit);
        }
    }

    [Fact]
    public async Task Fault8_LeavesWhileNothingIsReadAnyMore_UpstreamSocketIsClosedWithinASecond()
    {
        // The pump waits for the consumer, not for the upstream: no read of the socket is there to be cancelled.
        var sent = MeteredChatClient.ReadAhead + 100;
        await using var fixture = await FaultFixture.StartAsync(new UpstreamPlan
        {
            Answer = new AnswerScript { Tokens = sent + 1 },
            Rules = [FaultRule.Always(new Fault(FaultKind.Stall) { AfterTokens = sent })],
        });
        var context = fixture.Gateway.NewContext();
        var reading = fixture.Gateway.Ask(context, Token).GetAsyncEnumerator(Token);
        Assert.True(await reading.MoveNextAsync());
        var request = fixture.Upstream.Requests[0];
        await request.PausedAsync(Token);
        while (context.Timeline.Deltas <= MeteredChatClient.ReadAhead)
            await Task.Delay(1, Token);

        var left = Stopwatch.GetTimestamp();
        await reading.DisposeAsync();

        Assert.InRange(await CloseAsync(request, left), TimeSpan.Zero, Limit);
        Assert.Equal(0, request.TokensAfter(left));
    }

    [Fact]
    public async Task Fault8_UpstreamThatDoesNotNotice_ItsWastedTokensAreCounted()
    {
        await using var fixture = await FaultFixture.StartAsync(new UpstreamPlan
        {
            Answer = new AnswerScript { Tokens = 60, TokenEvery = TimeSpan.FromMilliseconds(20), GoesOnForNobody = true },
        });
        await using (var reading = fixture.Ask(Token).GetAsyncEnumerator(Token))
            Assert.True(await reading.MoveNextAsync());

        var request = fixture.Upstream.Requests[0];
        await request.EndedAsync(Token);

        Assert.Equal(60, request.Tokens.Count);
        Assert.InRange(request.TokensForNobody, 1, 59);
    }

    /// <summary>From the moment at which the client left to the moment at which the upstream saw its socket closed.</summary>
    private static async Task<TimeSpan> CloseAsync(UpstreamRequest request, long left)
    {
        await request.ClientLeftAsync(Token).WaitAsync(10 * Limit, Token);
        await request.EndedAsync(Token);
        return Stopwatch.GetElapsedTime(left, request.ClientLeftAt!.Value);
    }

    private static UpstreamPlan PlanOf(Phase phase) => phase switch
    {
        Phase.BeforeHeaders => UpstreamPlan.With(new Fault(FaultKind.SilentBeforeHeaders)),
        Phase.BeforeFirstToken => UpstreamPlan.With(new Fault(FaultKind.SilentAfterHeaders)),
        _ => new UpstreamPlan { Answer = new AnswerScript { Tokens = 100_000, TokenEvery = TimeSpan.FromMilliseconds(2) } },
    };

    private static async Task CallAsync(FaultFixture fixture, Phase phase, CancellationToken cancellationToken)
    {
        if (phase == Phase.NotStreamed)
        {
            await fixture.Gateway.Client().GetResponseAsync([new ChatMessage(ChatRole.User, "Hi")], cancellationToken: cancellationToken);
            return;
        }

        await foreach (var update in fixture.Ask(cancellationToken))
            Assert.NotNull(update);
    }
}

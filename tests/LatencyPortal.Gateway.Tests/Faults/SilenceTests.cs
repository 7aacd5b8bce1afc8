using LatencyPortal.Telemetry;
using LatencyPortal.Testing.Upstream;

namespace LatencyPortal.Gateway.Tests.Faults;

/// <summary>Faults 1 and 2: an upstream that takes the request and falls silent.</summary>
public sealed class SilenceTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Fault1_NoHeaders_TimesOutAndCountsBadOnce()
    {
        await using var fixture = await FaultFixture.StartAsync(new Fault(FaultKind.SilentBeforeHeaders));

        var answer = await fixture.ReadThroughSilenceAsync(Token);

        Assert.Equal(("", ModelErrorKind.Timeout), (answer.Text, answer.Failure?.Kind));
        var record = await fixture.SingleRecordAsync();
        Assert.Equal((RequestOutcome.Failed, "timeout"), (record.Outcome, record.ErrorKind));
        Assert.Null(record.Stamps.TimeToFirstToken);
        await fixture.Upstream.Requests[0].ClientLeftAsync(Token);
    }

    [Fact]
    public async Task Fault2_HeadersThenSilence_TimesOutBeforeTheFirstToken()
    {
        await using var fixture = await FaultFixture.StartAsync(new Fault(FaultKind.SilentAfterHeaders));

        var answer = await fixture.ReadThroughSilenceAsync(Token);

        Assert.Equal(("", ModelErrorKind.Timeout), (answer.Text, answer.Failure?.Kind));
        Assert.Null((await fixture.SingleRecordAsync()).Stamps.TimeToFirstToken);
        await fixture.Upstream.Requests[0].ClientLeftAsync(Token);
    }

    [Fact]
    public async Task Fault2_StallInMidStream_KeepsTheTextAndMarksIt()
    {
        await using var fixture = await FaultFixture.StartAsync(new Fault(FaultKind.Stall) { AfterTokens = 5 });

        var answer = await fixture.ReadThroughSilenceAsync(Token);

        Assert.Equal((fixture.Upstream.Requests[0].TextSent, ModelErrorKind.Timeout), (answer.Text, answer.Failure?.Kind));
        Assert.NotEmpty(answer.Text);
        var record = await fixture.SingleRecordAsync();
        // The silence is the highest inter-token latency: the limit, give or take a step of the clock.
        Assert.InRange(record.LongestGapMs!.Value, 60_000, 90_000);
        Assert.Equal((RequestOutcome.Failed, "timeout", 5, true), (record.Outcome, record.ErrorKind, record.OutputTokens, record.TokensEstimated));
        await fixture.Upstream.Requests[0].ClientLeftAsync(Token);
    }

    [Fact]
    public async Task Fault2_SlowTrickle_IsNoSilence()
    {
        await using var fixture = await FaultFixture.StartAsync(new Fault(FaultKind.Trickle) { Size = 100, Lasts = TimeSpan.FromMilliseconds(1) });

        var answer = await fixture.ReadAsync();

        Assert.Equal((fixture.Upstream.Requests[0].TextSent, null), (answer.Text, answer.Failure));
    }
}

using LatencyPortal.Telemetry;
using LatencyPortal.Testing.Upstream;

namespace LatencyPortal.Gateway.Tests.Faults;

/// <summary>Faults 1, 2 and 3 where another endpoint could answer: it is asked before the first token only, and the request is bad once.</summary>
public sealed class FailoverFaultTests
{
    private static readonly UpstreamPlan Good = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(FaultKind.SilentBeforeHeaders)]
    [InlineData(FaultKind.SilentAfterHeaders)]
    public async Task Fault1_SilenceBeforeTheFirstToken_TheOtherEndpointAnswers_BadOnce(FaultKind kind)
    {
        await using var fleet = await FaultFleet.StartAsync(UpstreamPlan.With(new Fault(kind)), Good);

        var asking = fleet.AskAsync();
        await (await fleet.Upstreams[0].WaitForRequestAsync(1, Token)).PausedAsync(Token);
        fleet.Gateway.Time.Advance(TimeSpan.FromSeconds(61));
        var answer = await asking;

        Assert.Equal((fleet.Upstreams[1].Requests[0].TextSent, null), (answer.Text, answer.Failure));
        await fleet.Upstreams[0].Requests[0].ClientLeftAsync(Token);
        var records = (await fleet.Gateway.StoredAsync()).OrderBy(record => record.Attempt);
        Assert.Equal([("a", RequestOutcome.Failed, "timeout"), ("b", RequestOutcome.Completed, null)], records.Select(record => (record.Endpoint, record.Outcome, record.ErrorKind)));
        // One request: answered, but a minute late.
        var summary = await fleet.Gateway.SummariseAsync();
        Assert.Equal((1, 1, 0), (summary.Total, summary.Completed, summary.Failed));
        Assert.Equal((1, 0), (summary.Ttft.Count, summary.Ttft.Good));
        Assert.InRange(summary.Ttft.P50!.Value, 60_000, 62_000);
    }

    [Fact]
    public async Task Fault1_EverybodySilent_IsBadOnce()
    {
        var silent = UpstreamPlan.With(new Fault(FaultKind.SilentBeforeHeaders));
        await using var fleet = await FaultFleet.StartAsync(silent, silent);

        var asking = fleet.AskAsync();
        foreach (var upstream in fleet.Upstreams)
        {
            await (await upstream.WaitForRequestAsync(1, Token)).PausedAsync(Token);
            fleet.Gateway.Time.Advance(TimeSpan.FromSeconds(61));
        }

        Assert.Equal(ModelErrorKind.Timeout, (await asking).Failure?.Kind);
        Assert.All(fleet.Upstreams, upstream => Assert.Single(upstream.Requests));
        var summary = await fleet.Gateway.SummariseAsync();
        Assert.Equal((1, 0, 1), (summary.Total, summary.Completed, summary.Failed));
    }

    [Theory]
    [InlineData(FaultKind.Stall, ModelErrorKind.Timeout)]
    [InlineData(FaultKind.Close, ModelErrorKind.BrokenStream)]
    [InlineData(FaultKind.NoFinish, ModelErrorKind.BrokenStream)]
    [InlineData(FaultKind.ErrorEvent, ModelErrorKind.ProviderError)]
    public async Task Fault2_AfterTheFirstToken_NobodyElseIsAsked_AndThePartIsKept(FaultKind kind, ModelErrorKind expected)
    {
        await using var fleet = await FaultFleet.StartAsync(UpstreamPlan.With(new Fault(kind) { AfterTokens = 3 }), Good);

        var answer = await fleet.ReadAsync();

        Assert.Equal((fleet.Upstreams[0].Requests[0].TextSent, expected), (answer.Text, answer.Failure?.Kind));
        Assert.NotEmpty(answer.Text);
        Assert.Single(fleet.Upstreams[0].Requests);
        Assert.Empty(fleet.Upstreams[1].Requests);
        Assert.Equal(RequestOutcome.Failed, Assert.Single(await fleet.Gateway.StoredAsync()).Outcome);
    }

    [Theory]
    [InlineData(FaultKind.CloseBeforeHeaders)]
    [InlineData(FaultKind.ResetBeforeHeaders)]
    [InlineData(FaultKind.Close)]
    [InlineData(FaultKind.ErrorEvent)]
    public async Task Fault3_CutBeforeTheFirstToken_TheOtherEndpointAnswers(FaultKind kind)
    {
        await using var fleet = await FaultFleet.StartAsync(UpstreamPlan.With(new Fault(kind)), Good);

        var answer = await fleet.ReadAsync();

        Assert.Equal((fleet.Upstreams[1].Requests[0].TextSent, null), (answer.Text, answer.Failure));
        Assert.Single(fleet.Upstreams[0].Requests);
        Assert.Equal((1, 1, 0), await CountsAsync(fleet));
    }

    private static async Task<(int, int, int)> CountsAsync(FaultFleet fleet)
    {
        var summary = await fleet.Gateway.SummariseAsync();
        return (summary.Total, summary.Completed, summary.Failed);
    }
}

using LatencyPortal.Gateway.Resilience;
using LatencyPortal.Telemetry;
using LatencyPortal.Testing.Upstream;

namespace LatencyPortal.Gateway.Tests.Faults;

/// <summary>Faults 4 and 14: storms of errors meet bounded retries and a breaker, storms of calls a bounded queue.</summary>
public sealed class StormTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(500)]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(529)]
    public async Task Fault4_StormOfFailures_IsRetriedWithinBounds_ThenLeftAlone(int status)
    {
        await using var fleet = await FaultFleet.StartAsync(UpstreamPlan.With(new Fault(FaultKind.Status) { Status = status }));

        var first = await fleet.ReadAsync();
        Assert.Equal((status, 3), (first.Failure?.StatusCode, fleet.Upstreams[0].Requests.Count));
        AssertWaits(await AttemptsAsync(fleet), 250, 500);

        // The fifth failure opens the breaker, also in the middle of a request.
        var second = await fleet.ReadAsync();
        var third = await fleet.ReadAsync();

        Assert.Equal(status, second.Failure?.StatusCode);
        Assert.Equal("breaker_open", third.Failure?.Refusal);
        Assert.Equal(5, fleet.Upstreams[0].Requests.Count);
        Assert.Equal(BreakerState.Open, Standing(fleet).Breaker);
        var records = await fleet.Gateway.StoredAsync();
        Assert.Equal((5, 1), (records.Count(record => record.ErrorKind == "provider_error"), records.Count(record => record.ErrorKind == "breaker_open")));
        var summary = await fleet.Gateway.SummariseAsync();
        Assert.Equal((3, 3), (summary.Total, summary.Failed));
    }

    [Theory]
    [InlineData("2", 2000)]
    [InlineData("Sun, 01 Mar 2026 12:00:03 GMT", 3000)]
    public async Task Fault4_TooManyRequests_IsRetriedWhenItSaysSo_AndBreaksNothing(string retryAfter, double least)
    {
        await using var fleet = await FaultFleet.StartAsync(UpstreamPlan.With(new Fault(FaultKind.Status) { Status = 429, RetryAfter = retryAfter }));

        var answer = await fleet.ReadAsync();

        Assert.Equal((ModelErrorKind.RateLimited, 3), (answer.Failure?.Kind, fleet.Upstreams[0].Requests.Count));
        var attempts = await AttemptsAsync(fleet);
        Assert.All(attempts, attempt => Assert.Equal("rate_limited", attempt.ErrorKind));
        // A date is less than its distance away when the answer has come, and the clock goes on in steps.
        Assert.InRange(WaitBefore(attempts, 1), least - 500, least + 250 + 1000);
        for (var i = 0; i < 3; i++)
            await fleet.ReadAsync();
        Assert.Equal(BreakerState.Closed, Standing(fleet).Breaker);
    }

    [Fact]
    public async Task Fault4_StormOfAnyKind_NeverCostsMoreThanThreeCallsARequest()
    {
        int[] statuses = [500, 502, 503, 529, 429];
        var storm = new UpstreamPlan
        {
            Seed = 14,
            Rules = [new FaultRule { OneOf = true, Faults = [.. statuses.Select(status => new Fault(FaultKind.Status) { Status = status })] }],
        };
        await using var fleet = await FaultFleet.StartAsync(storm, storm);
        const int Requests = 20;

        for (var i = 0; i < Requests; i++)
        {
            var before = fleet.Upstreams.Sum(upstream => upstream.Requests.Count);
            Assert.NotNull((await fleet.ReadAsync()).Failure);
            Assert.InRange(fleet.Upstreams.Sum(upstream => upstream.Requests.Count) - before, 0, 3);
        }

        // Each one is bad once, whatever it took.
        var summary = await fleet.Gateway.SummariseAsync();
        Assert.Equal((Requests, Requests), (summary.Total, summary.Failed));
    }

    [Fact]
    public async Task Fault14_TenfoldBurst_TheQueueHoldsItsBound_AndTheRestIsShedAtOnce()
    {
        const int Places = 4, Queue = 6, Calls = 100;
        await using var fleet = await FaultFleet.StartAsync(
            options => (options.MostConcurrentCalls, options.MostWaitingCalls) = (Places, Queue),
            UpstreamPlan.With(new Fault(FaultKind.SilentBeforeHeaders)));
        var upstream = fleet.Upstreams[0];

        var calls = Enumerable.Range(0, Calls).Select(_ => fleet.AskAsync()).ToList();
        var shed = await Task.WhenAll(calls[(Places + Queue)..]);

        Assert.All(shed, answer => Assert.Equal((ModelErrorKind.RateLimited, "queue_full"), (answer.Failure?.Kind, answer.Failure?.Refusal)));
        Assert.Equal(new QueueState(Places, Queue, Places, Queue), Standing(fleet).Queue);
        for (var served = 1; served <= Places + Queue; served++)
        {
            var request = await upstream.WaitForRequestAsync(served, Token);
            // Nobody is sent before a place is free.
            Assert.InRange(upstream.Requests.Count, served, served + Places - 1);
            request.Resume();
        }

        Assert.All(await Task.WhenAll(calls[..(Places + Queue)]), answer => Assert.Null(answer.Failure));
        Assert.Equal(Places + Queue, upstream.Requests.Count);
        var summary = await fleet.Gateway.SummariseAsync();
        Assert.Equal((Calls, Places + Queue, Calls - Places - Queue), (summary.Total, summary.Completed, summary.Failed));
    }

    private static FleetEndpoint Standing(FaultFleet fleet) => fleet.Gateway.Gateway.ViewFleet().Endpoints[0];

    /// <summary>The attempts so far in their order.</summary>
    private static async Task<IReadOnlyList<RequestRecord>> AttemptsAsync(FaultFleet fleet) =>
        [.. (await fleet.Gateway.StoredAsync()).OrderBy(record => record.Stamps.RequestWritten)];

    private static double WaitBefore(IReadOnlyList<RequestRecord> attempts, int number) =>
        attempts[number].Stamps.RequestWritten!.Value - attempts[number - 1].Stamps.End!.Value;

    /// <summary>The waits stay below what they may be; the clock goes on in steps, and a few pass until a timer has been heard.</summary>
    private static void AssertWaits(IReadOnlyList<RequestRecord> attempts, params double[] most)
    {
        Assert.Equal(most.Length + 1, attempts.Count);
        for (var i = 0; i < most.Length; i++)
            Assert.InRange(WaitBefore(attempts, i + 1), 0, most[i] + 2000);
    }
}

using LatencyPortal.Gateway.Resilience;
using LatencyPortal.Telemetry;
using LatencyPortal.Testing;
using Microsoft.Extensions.Time.Testing;

namespace LatencyPortal.Gateway.Tests.Resilience;

/// <summary>Calls that never left the portal: each has one record, and a request that finds another way counts once.</summary>
public sealed class UnsentCallTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task FullQueue_OfAModelAlone_RefusesAtOnce_WithOneRecord()
    {
        await using var pool = await PoolFixture.StartAsync(options: OnePlace);
        var (busy, end) = await TakePlaceAsync(pool);

        var (_, context, refused) = await pool.AskAsync("one/m");

        Assert.Equal((ModelErrorKind.RateLimited, "queue_full"), (refused!.Kind, refused.Refusal));
        Assert.Single(pool.One.Requests);
        var record = Assert.Single(await pool.StoredAsync());
        Assert.Equal((context.Id, RequestOutcome.Failed, "queue_full", AttemptKind.First), (record.Id, record.Outcome, record.ErrorKind, record.Attempt));
        Assert.Equal(("one/m", "one", "region-one"), (record.Model, record.Endpoint, record.Region));
        Assert.Equal(new RequestStamps { End = record.Stamps.End }, record.Stamps);
        Assert.NotNull(record.Stamps.End);
        Assert.Equal(record, context.Record);
        end.Open();
        Assert.Null((await busy).Failure);
        Assert.Equal((2, 1, 1), Counts(await pool.SummariseAsync()));
    }

    [Fact]
    public async Task FullQueue_InAPool_TheNextMemberAnswers_AndTheRequestCountsOnce()
    {
        await using var pool = await PoolFixture.StartAsync(options: OnePlace);
        var (busy, end) = await TakePlaceAsync(pool);

        var (text, context, failure) = await pool.AskAsync();

        Assert.Null(failure);
        Assert.NotEmpty(text);
        end.Open();
        await busy;
        var attempts = (await pool.StoredAsync()).Where(record => record.Pool == "both").ToList();
        Assert.Equal([(AttemptKind.First, "one/m", "queue_full"), (AttemptKind.Failover, "two/m", null)], attempts.Select(record => (record.Attempt, record.Model, record.ErrorKind)));
        Assert.Equal([null, context.Id], attempts.Select(record => record.ParentId));
        Assert.Equal((2, 2, 0), Counts(await pool.SummariseAsync()));
    }

    [Fact]
    public async Task EveryBreakerOpen_IsRecordedOnceForEachRequest()
    {
        await using var pool = await PoolFixture.StartAsync();
        pool.One.Fallback = pool.Two.Fallback = () => Script.Error(500, "Broken");
        ModelCallException? failure = null;
        var asked = 0;
        while (failure?.Refusal is null)
        {
            failure = (await pool.AskAsync()).Failure;
            asked++;
        }

        var (_, context, _) = await pool.AskAsync();

        Assert.Equal((ModelErrorKind.ModelUnavailable, "breaker_open"), (failure.Kind, failure.Refusal));
        var refused = (await pool.StoredAsync()).Where(record => record.ErrorKind == "breaker_open").ToList();
        Assert.Equal(2, refused.Count);
        Assert.All(refused, record => Assert.Equal((AttemptKind.First, RequestOutcome.Failed, "both", null), (record.Attempt, record.Outcome, record.Pool, record.Stamps.RequestWritten)));
        Assert.Contains(context.Id, refused.Select(record => record.Id));
        Assert.Equal((asked + 1, 0, asked + 1), Counts(await pool.SummariseAsync()));
    }

    [Fact]
    public async Task WaitingCall_ThatIsLeft_IsRecordedAsStopped_AndItsPlaceInTheQueueIsFree()
    {
        await using var pool = await PoolFixture.StartAsync(options: gateway => (gateway.MostConcurrentCalls, gateway.MostWaitingCalls) = (1, 1));
        var (busy, end) = await TakePlaceAsync(pool);
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        var context = new RequestContext(TimeProvider.System, "api");
        await using var waiting = pool.Updates(context, "one/m", stop: leaving.Token).GetAsyncEnumerator(Stop);
        var next = waiting.MoveNextAsync().AsTask();
        Assert.Equal(new QueueState(Running: 1, Waiting: 1, MostRunning: 1, MostWaiting: 1), QueueOfOne(pool));
        Assert.True(QueueOfOne(pool).IsFull);

        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => next);

        Assert.Equal((RequestOutcome.Cancelled, null, 0), (context.Record!.Outcome, context.Record.Stamps.RequestWritten, context.Record.WastedTokens));
        Assert.Equal((1, 0), (QueueOfOne(pool).Running, QueueOfOne(pool).Waiting));
        end.Open();
        await busy;
        Assert.Equal(2, (await pool.StoredAsync()).Count);
    }

    [Fact]
    public void FullQueue_SaysNothingOfTheEndpoint_SoTheBreakerStaysHalfOpen()
    {
        var time = new FakeTimeProvider();
        using var health = new EndpointHealth(time);
        for (var i = 0; i < 5; i++)
            health.Ended(new ModelCallException(ModelErrorKind.Unreachable, "down"), answered: false);
        time.Advance(health.Breaker.Wait);
        Assert.True(health.Breaker.TryEnter());

        health.Ended(new ModelCallException(ModelErrorKind.RateLimited, "full") { Refusal = "queue_full" }, answered: false);

        Assert.Equal(BreakerState.Open, health.Breaker.State);
        Assert.True(health.Breaker.TryEnter());
    }

    private static QueueState QueueOfOne(PoolFixture pool) => pool.Gateway.ViewFleet().Endpoints.Single(endpoint => endpoint.Name == "one").Queue;

    private static (int Total, int Completed, int Failed) Counts(LatencyPortal.Telemetry.Storage.LatencySummary summary) => (summary.Total, summary.Completed, summary.Failed);

    private static void OnePlace(GatewayOptions options) => (options.MostConcurrentCalls, options.MostWaitingCalls) = (1, 0);

    /// <summary>A call that takes the only place of the first endpoint until its gate is opened.</summary>
    private static async Task<(Task<(string Text, RequestContext Context, ModelCallException? Failure)> Call, Gate End)> TakePlaceAsync(PoolFixture pool)
    {
        var end = new Gate();
        pool.One.Enqueue(Script.Answer().Wait(end).Token("busy").Finish());
        var call = pool.AskAsync("one/m");
        await pool.One.WaitForRequestAsync(1, Stop);
        return (call, end);
    }
}

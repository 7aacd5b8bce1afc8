using LatencyPortal.Telemetry;
using LatencyPortal.Testing;

namespace LatencyPortal.Gateway.Tests.Resilience;

/// <summary>What happens before the first token, and what does not happen after it.</summary>
public sealed class FailoverTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task FailureBeforeTheFirstToken_TheNextMemberAnswers_BothAreRecorded()
    {
        await using var pool = await PoolFixture.StartAsync();
        pool.One.Enqueue(Script.Error(503, "Down for a moment"));
        pool.Two.Enqueue(Script.Answer("From the second").Header("x-any", "1"));

        var (text, context, failure) = await pool.AskAsync();

        Assert.Null(failure);
        Assert.Equal("From the second", text);
        var records = await pool.StoredAsync();
        Assert.Equal([(AttemptKind.First, "one/m", RequestOutcome.Failed), (AttemptKind.Failover, "two/m", RequestOutcome.Completed)], records.Select(record => (record.Attempt, record.Model, record.Outcome)));
        Assert.Equal([context.Id, records[1].Id], [records[0].Id, context.Record!.Id]);
        Assert.Equal([null, context.Id], records.Select(record => record.ParentId));
        Assert.Equal(["both", "both"], records.Select(record => record.Pool));
        Assert.Equal(["region-one", "region-two"], records.Select(record => record.Region));
        // One t0 for all attempts: what the first one cost stands in the second one's stamps.
        Assert.True(records[1].Stamps.RequestWritten > records[0].Stamps.End);
    }

    [Fact]
    public async Task FailureAfterTheFirstToken_IsTheReaders_AndNothingIsAskedAgain()
    {
        await using var pool = await PoolFixture.StartAsync();
        var seen = new Gate();
        pool.One.Enqueue(Script.Answer().Token("Half an ").Wait(seen).Abort());
        var context = new RequestContext(TimeProvider.System, "api");
        await using var updates = pool.Updates(context).GetAsyncEnumerator(Stop);
        for (var text = ""; text != "Half an ";)
        {
            Assert.True(await updates.MoveNextAsync());
            text += updates.Current.Text;
        }

        seen.Open();
        var failure = await Assert.ThrowsAsync<ModelCallException>(async () =>
        {
            while (await updates.MoveNextAsync())
                Assert.Equal("", updates.Current.Text);
        });

        Assert.Equal(ModelErrorKind.BrokenStream, failure.Kind);
        Assert.Empty(pool.Two.Requests);
        Assert.Equal(RequestOutcome.Failed, context.Record!.Outcome);
        Assert.Single(await pool.StoredAsync());
    }

    [Fact]
    public async Task WrongRequest_IsAskedNobodyElse()
    {
        await using var pool = await PoolFixture.StartAsync();
        pool.One.Enqueue(Script.Error(400, "No such field"));

        var (_, _, failure) = await pool.AskAsync();

        Assert.Equal(ModelErrorKind.InvalidRequest, failure!.Kind);
        Assert.Single(pool.One.Requests);
        Assert.Empty(pool.Two.Requests);
    }

    [Fact]
    public async Task OneModelAlone_IsAskedAgain_UpToTheLimit()
    {
        await using var pool = await PoolFixture.StartAsync();
        pool.One.Enqueue(Script.Error(500, "Once"));
        pool.One.Enqueue(Script.Error(529, "Twice"));
        pool.One.Enqueue(Script.Answer("Third time"));

        var (text, _, failure) = await pool.AskAsync("one/m");

        Assert.Null(failure);
        Assert.Equal("Third time", text);
        Assert.Equal([AttemptKind.First, AttemptKind.Retry, AttemptKind.Retry], (await pool.StoredAsync()).Select(record => record.Attempt));
        for (var i = 0; i < 3; i++)
            pool.One.Enqueue(Script.Error(502, "Always"));
        Assert.Equal(502, (await pool.AskAsync("one/m")).Failure!.StatusCode);
        Assert.Equal(6, pool.One.Requests.Count);
    }

    [Fact]
    public async Task RetryAfterThatIsTooLong_IsToldInsteadOfWaitedFor()
    {
        await using var pool = await PoolFixture.StartAsync();
        pool.One.Enqueue(Script.Error(429, "Slow down").Header("Retry-After", "120"));

        var (_, _, failure) = await pool.AskAsync("one/m");

        Assert.Equal((ModelErrorKind.RateLimited, TimeSpan.FromSeconds(120)), (failure!.Kind, failure.RetryAfter));
        Assert.Single(pool.One.Requests);
    }

    [Fact]
    public async Task WhoAskedToBeLeftAlone_ComesLast()
    {
        await using var pool = await PoolFixture.StartAsync();
        pool.One.Enqueue(Script.Error(429, "Slow down").Header("Retry-After", "120"));
        await pool.AskAsync();

        Assert.Null((await pool.AskAsync()).Failure);
        Assert.Single(pool.One.Requests);
        Assert.Equal(2, pool.Two.Requests.Count);
    }

    [Fact]
    public async Task MembersThatFailTooOften_AreLeftAlone_AndTheErrorSaysUntilWhen()
    {
        await using var pool = await PoolFixture.StartAsync();
        pool.One.Fallback = pool.Two.Fallback = () => Script.Error(500, "Broken");
        ModelCallException? failure = null;
        for (var i = 0; i < 8 && failure?.Kind != ModelErrorKind.ModelUnavailable; i++)
            failure = (await pool.AskAsync()).Failure;

        Assert.Equal(ModelErrorKind.ModelUnavailable, failure!.Kind);
        Assert.InRange(failure.RetryAfter!.Value.TotalSeconds, 0.1, 5);
        var asked = pool.One.Requests.Count + pool.Two.Requests.Count;
        await pool.AskAsync();
        Assert.Equal(asked, pool.One.Requests.Count + pool.Two.Requests.Count);
    }

    [Fact]
    public async Task DrainedEndpoint_AnswersNothing()
    {
        await using var pool = await PoolFixture.StartAsync(endpoint: config => config with { Drained = config.Name == "one" });

        Assert.Null((await pool.AskAsync()).Failure);

        Assert.Empty(pool.One.Requests);
        Assert.False(pool.Gateway.TryGet("one/m", out _));
        Assert.Contains("drained", pool.Gateway.Models.Single(model => model.Id == "one/m").Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ClientThatLeaves_CancelsTheUpstream_AndItsTokensAreWasted()
    {
        await using var pool = await PoolFixture.StartAsync();
        pool.One.Enqueue(Script.Answer().Tokens("one ", "two ").Hang());
        var context = new RequestContext(TimeProvider.System, "api");
        await using (var updates = pool.Updates(context).GetAsyncEnumerator(Stop))
        {
            for (var text = ""; text != "one two ";)
            {
                Assert.True(await updates.MoveNextAsync());
                text += updates.Current.Text;
            }
        }

        await pool.One.Requests[0].ClientLeftAsync(Stop);
        Assert.Equal((RequestOutcome.Cancelled, 2), (context.Record!.Outcome, context.Record.WastedTokens));
    }

    [Fact]
    public async Task MoreCallsThanThereIsRoomFor_Wait_AndBeyondThatAreRefused()
    {
        await using var pool = await PoolFixture.StartAsync(options: gateway => (gateway.MostConcurrentCalls, gateway.MostWaitingCalls, gateway.MostAttempts) = (1, 1, 1));
        var end = new Gate();
        pool.One.Enqueue(Script.Answer().Token("first").Wait(end).Finish());
        var first = pool.AskAsync("one/m");
        await pool.One.WaitForRequestAsync(1, Stop);
        var second = pool.AskAsync("one/m");

        var (_, _, refused) = await pool.AskAsync("one/m");

        Assert.Equal(ModelErrorKind.RateLimited, refused!.Kind);
        Assert.Single(pool.One.Requests);
        end.Open();
        Assert.Equal("first", (await first).Text);
        Assert.Null((await second).Failure);
        Assert.Equal(2, pool.One.Requests.Count);
    }
}

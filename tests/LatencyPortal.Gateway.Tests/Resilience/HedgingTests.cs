using LatencyPortal.Telemetry;
using LatencyPortal.Testing;

namespace LatencyPortal.Gateway.Tests.Resilience;

/// <summary>A second member beside the first one, whose first token is late.</summary>
public sealed class HedgingTests
{
    private const int Learned = 25;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task LateFirstToken_TheSecondAnswers_TheFirstIsCancelledAndItsTokensCounted()
    {
        await using var pool = await StartAsync();
        pool.One.Enqueue(Script.Answer().SendHeaders().Hang());
        pool.Two.Enqueue(Script.Answer("Sooner"));

        var (text, context, failure) = await pool.AskAsync();

        Assert.Null(failure);
        Assert.Equal("Sooner", text);
        await pool.One.Requests[^1].ClientLeftAsync(Stop);
        var hedged = (await pool.StoredAsync()).Where(record => record.Id == context.Id || record.ParentId == context.Id).ToList();
        Assert.Equal([(AttemptKind.First, RequestOutcome.Cancelled, 0), (AttemptKind.Hedge, RequestOutcome.Completed, null)], hedged.Select(record => (record.Attempt, record.Outcome, record.WastedTokens)));
        Assert.Equal(hedged[1].Id, context.Record!.Id);
    }

    [Fact]
    public async Task HedgeThatFails_LeavesTheFirstToAnswer()
    {
        await using var pool = await StartAsync();
        var late = new Gate();
        pool.One.Enqueue(Script.Answer().Wait(late).Token("Late").Finish());
        pool.Two.Enqueue(Script.Error(500, "Broken"));

        var asking = pool.AskAsync();
        await pool.Two.WaitForRequestAsync(1, Stop);
        await pool.Two.Requests[0].EndedAsync(Stop);
        late.Open();

        var (text, context, failure) = await asking;
        Assert.Null(failure);
        Assert.Equal("Late", text);
        Assert.Equal(context.Id, context.Record!.Id);
    }

    [Fact]
    public void Budget_NeverExceedsItsShare()
    {
        var budget = new Gateway.Resilience.HedgeBudget(0.05);
        var spent = 0;
        for (var requests = 1; requests <= 2000; requests++)
        {
            budget.RequestCame();
            if (requests % 3 == 0 && budget.TrySpend())
                spent++;
            Assert.True(spent <= (0.05 * requests) + 1e-6);
        }

        Assert.InRange(spent, 99, 100);
    }

    /// <summary>A pool that has learned how long a first token takes.</summary>
    private static async Task<PoolFixture> StartAsync()
    {
        var pool = await PoolFixture.StartAsync(config => config with { Hedges = true, HedgeBudget = 1 });
        for (var i = 0; i < Learned; i++)
            await pool.AskAsync("one/m");
        return pool;
    }
}

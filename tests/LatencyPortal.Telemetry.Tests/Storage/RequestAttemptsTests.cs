using LatencyPortal.Telemetry.Storage;
using Xunit;

namespace LatencyPortal.Telemetry.Tests.Storage;

/// <summary>A request with several attempts is one request.</summary>
public sealed class RequestAttemptsTests
{
    private static readonly RecordFilter Hour = new(Records.Start, Records.Start.AddHours(1));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void Failover_CountsByItsAnswer_TimedFromTheFirstAttempt()
    {
        var first = Failed(sent: 5, end: 900);
        var second = Answer(first, AttemptKind.Failover, sent: 950, firstToken: 1000);

        var request = new RequestAttempts([second, first]);

        Assert.Equal([first, second], request.All);
        Assert.Equal(second, request.Deciding);
        Assert.Equal((RequestOutcome.Completed, 995), (request.Whole.Outcome, request.Whole.Stamps.TimeToFirstToken));
    }

    [Fact]
    public void QueueFull_HasNothingButItsEnd_AndTheNextAttemptIsTimedByItself()
    {
        var refused = Failed(sent: null, end: 1) with { ErrorKind = "queue_full" };
        var second = Answer(refused, AttemptKind.Failover, sent: 2, firstToken: 50);

        var request = new RequestAttempts([refused, second]);

        Assert.Equal([refused, second], request.All);
        Assert.Equal(48, request.Whole.Stamps.TimeToFirstToken);
    }

    [Fact]
    public void Hedge_ThatWins_Decides_HoweverLongTheLoserTakesToLetGo()
    {
        var slow = Failed(sent: 5, end: 9000) with { Outcome = RequestOutcome.Cancelled, ErrorKind = null, WastedTokens = 0 };
        var hedge = Answer(slow, AttemptKind.Hedge, sent: 300, firstToken: 400);

        var request = new RequestAttempts([slow, hedge]);

        Assert.Equal(hedge, request.Deciding);
        Assert.Equal(395, request.Whole.Stamps.TimeToFirstToken);
    }

    [Fact]
    public void AnswerThatBreaksOff_AndARequestThatIsStopped_AreWhatTheReaderSaw()
    {
        var slow = Failed(sent: 5, end: 9000) with { Outcome = RequestOutcome.Cancelled, ErrorKind = null };
        var broken = Answer(slow, AttemptKind.Hedge, sent: 300, firstToken: 400) with { Outcome = RequestOutcome.Failed, ErrorKind = "broken_stream" };
        Assert.Equal(broken, new RequestAttempts([slow, broken]).Deciding);

        var failed = Failed(sent: 5, end: 100);
        var stopped = Answer(failed, AttemptKind.Retry, sent: 200, firstToken: null) with { Outcome = RequestOutcome.Cancelled };
        Assert.Equal(RequestOutcome.Cancelled, new RequestAttempts([failed, stopped]).Whole.Outcome);
    }

    [Fact]
    public async Task Summary_AndSeries_CountARequestOnce_BadOnceWhenAllFailed()
    {
        await using var telemetry = await TelemetryFixture.StartAsync();
        var recovered = Failed(sent: 5, end: 900);
        var lost = Failed(sent: 5, end: 900, seconds: 1);
        // Answers of one request for several are requests of their own, with the same t0.
        var one = Records.Make(2);
        RequestRecord[] records =
        [
            recovered, Answer(recovered, AttemptKind.Retry, sent: 950, firstToken: 1000),
            lost, Answer(lost, AttemptKind.Failover, sent: 950, firstToken: null) with { Outcome = RequestOutcome.Failed },
            one, Records.Make(2) with { ParentId = one.Id },
        ];
        await WriteAsync(telemetry, records);

        var summary = await telemetry.Store.SummariseAsync(Hour, new LatencyTargets(), Token);
        var series = await telemetry.Store.SeriesAsync(Hour, TimeSpan.FromHours(1), Token);

        Assert.Equal((4, 3, 1), (summary.Total, summary.Completed, summary.Failed));
        Assert.Equal((3, 2), (summary.Ttft.Count, summary.Ttft.Good)); // what the retry cost makes it late
        Assert.Equal([(4, 1)], series.Select(point => (point.Requests, point.Failed)));
    }

    [Fact]
    public async Task NewestRequests_OneRowARequest_WithItsAttemptsCounted()
    {
        await using var telemetry = await TelemetryFixture.StartAsync();
        var failed = Failed(sent: 5, end: 900) with { Model = "one/m" };
        var second = Answer(failed, AttemptKind.Failover, sent: 950, firstToken: 1000) with { Model = "two/m" };
        var alone = Records.Make(5) with { Model = "two/m" };
        await WriteAsync(telemetry, [failed, second, alone]);

        var all = await telemetry.Store.NewestRequestsAsync(Hour, 10, Token);
        var ofFirst = await telemetry.Store.NewestRequestsAsync(Hour with { Model = "one/m" }, 10, Token);
        var newest = await telemetry.Store.NewestRequestsAsync(Hour, 1, Token);

        Assert.Equal([(alone.Id, 1), (second.Id, 2)], all.Select(row => (row.Record.Id, row.Attempts)));
        Assert.Equal([(failed.Id, 2)], ofFirst.Select(row => (row.Record.Id, row.Attempts)));
        Assert.Equal([alone.Id], newest.Select(row => row.Record.Id));
        Assert.Equal([failed, second], (await telemetry.Store.FindAttemptsAsync(RequestAttempts.RequestOf(second), Token))!.All);
        Assert.Null(await telemetry.Store.FindAttemptsAsync(Guid.NewGuid(), Token));
    }

    [Fact]
    public async Task Hedging_IsSummedByPool_PoolsThatDidNotHedgeAreLeftOut()
    {
        await using var telemetry = await TelemetryFixture.StartAsync();
        var slow = Records.Make(1) with { Pool = "both", Outcome = RequestOutcome.Cancelled, WastedTokens = 7 };
        var loser = Records.Make(2) with { Pool = "both" };
        await WriteAsync(
            telemetry,
            [
                slow, Answer(slow, AttemptKind.Hedge, sent: 300, firstToken: 400),
                loser, Answer(loser, AttemptKind.Hedge, sent: 300, firstToken: 400) with { Outcome = RequestOutcome.Cancelled, WastedTokens = 3 },
                Records.Make(3) with { Pool = "both" }, Records.Make(4) with { Pool = "both", Outcome = RequestOutcome.Cancelled, WastedTokens = 100 },
                Records.Make(5) with { Pool = "other" }, Records.Make(6),
            ]);

        var summary = await telemetry.Store.SummariseAsync(Hour, new LatencyTargets(), Token);

        var cost = Assert.Single(summary.Hedging);
        Assert.Equal(new HedgeCost("both", Requests: 4, Hedges: 2, Won: 1, WastedTokens: 10), cost);
        Assert.Equal(0.5, cost.Share);
    }

    private static async Task WriteAsync(TelemetryFixture telemetry, IEnumerable<RequestRecord> records)
    {
        foreach (var record in records)
            Assert.True(telemetry.Writer.TryWrite(record));
        await telemetry.Writer.FlushAsync(Token);
    }

    private static RequestRecord Failed(double? sent, double end, double seconds = 0) => Records.Make(seconds) with
    {
        Outcome = RequestOutcome.Failed,
        ErrorKind = "timeout",
        FinishReason = null,
        OutputTokens = null,
        Stamps = new RequestStamps { RequestWritten = sent, End = end },
    };

    private static RequestRecord Answer(RequestRecord first, AttemptKind why, double sent, double? firstToken) => Records.Make() with
    {
        ParentId = first.Id,
        StartedAt = first.StartedAt,
        Pool = first.Pool,
        Attempt = why,
        Stamps = new RequestStamps { RequestWritten = sent, FirstToken = firstToken, FirstAnswer = firstToken, LastToken = firstToken + 100, End = (firstToken ?? sent) + 101 },
    };
}

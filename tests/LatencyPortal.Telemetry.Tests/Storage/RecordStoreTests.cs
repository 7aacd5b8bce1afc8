using CsCheck;
using LatencyPortal.Telemetry.Storage;
using Xunit;

namespace LatencyPortal.Telemetry.Tests.Storage;

public sealed class RecordStoreTests
{
    private static readonly RecordFilter Hour = new(Records.Start, Records.Start.AddHours(1));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task SummariseAsync_NothingRecorded_IsNoDataAndNotZero()
    {
        await using var telemetry = await TelemetryFixture.StartAsync();

        var summary = await telemetry.Store.SummariseAsync(Hour, new LatencyTargets(), Token);

        Assert.Equal(new MetricSummary(0, 0, null, null, null), summary.Ttft);
        Assert.Null(summary.Ttft.GoodShare);
        Assert.Null(summary.CachedShare);
        Assert.Equal(0, summary.Total);
    }

    [Fact]
    public async Task SummariseAsync_MixedOutcomes_CountsEachAsDefined()
    {
        await using var telemetry = await TelemetryFixture.StartAsync();
        RequestRecord[] records =
        [
            Records.Make(1, ttft: 299.9, tpot: 10),
            Records.Make(2, ttft: 300, tpot: 30),
            Records.Make(3, ttft: 50, tokens: 1),
            Records.Make(4) with { Outcome = RequestOutcome.Failed, ErrorKind = "unreachable", Stamps = new RequestStamps { RequestWritten = 1, End = 4 }, OutputTokens = null },
            Records.Make(5, ttft: 400) with { Outcome = RequestOutcome.Cancelled },
            Records.Make(7200),
        ];
        foreach (var record in records)
            telemetry.Writer.TryWrite(record);
        await telemetry.Writer.FlushAsync(Token);

        var summary = await telemetry.Store.SummariseAsync(Hour, new LatencyTargets(), Token);

        Assert.Equal((5, 3, 1, 1), (summary.Total, summary.Completed, summary.Failed, summary.Cancelled));
        Assert.Equal((4, 2), (summary.Ttft.Count, summary.Ttft.Good));
        Assert.Equal((3, 2), (summary.Tpot.Count, summary.Tpot.Good));
        Assert.Equal(3, summary.EndToEnd.Count);
    }

    [Fact]
    public async Task SummariseAsync_CachedShare_IsTokenWeighted()
    {
        await using var telemetry = await TelemetryFixture.StartAsync();
        telemetry.Writer.TryWrite(Records.Make(1) with { InputTokens = 900, CachedInputTokens = 0 });
        telemetry.Writer.TryWrite(Records.Make(2) with { InputTokens = 100, CachedInputTokens = 100 });
        telemetry.Writer.TryWrite(Records.Make(3) with { InputTokens = 5000, CachedInputTokens = null });
        await telemetry.Writer.FlushAsync(Token);

        var summary = await telemetry.Store.SummariseAsync(Hour, new LatencyTargets(), Token);

        Assert.Equal(0.1, summary.CachedShare);
        Assert.Equal(2, summary.CachedShareCount);
    }

    [Fact]
    public async Task SeriesAsync_RecordsInTwoBuckets_FillsThemAndLeavesGapsEmpty()
    {
        await using var telemetry = await TelemetryFixture.StartAsync();
        telemetry.Writer.TryWrite(Records.Make(1, ttft: 10));
        telemetry.Writer.TryWrite(Records.Make(2, ttft: 30));
        telemetry.Writer.TryWrite(Records.Make(3599, ttft: 70) with { Outcome = RequestOutcome.Failed });
        await telemetry.Writer.FlushAsync(Token);

        var points = await telemetry.Store.SeriesAsync(Hour, TimeSpan.FromMinutes(20), Token);

        Assert.Equal([2, 0, 1], points.Select(point => point.Requests));
        Assert.Equal([10.0, null, 70.0], points.Select(point => point.TtftP50));
        Assert.Equal([30.0, null, 70.0], points.Select(point => point.TtftP95));
        Assert.Equal([0, 0, 1], points.Select(point => point.Failed));
        Assert.Equal(Records.Start.AddMinutes(40), points[2].Start);
    }

    [Fact]
    public async Task NewestAsync_FilterAndLimit_ReturnsNewestFirst()
    {
        await using var telemetry = await TelemetryFixture.StartAsync();
        for (var i = 0; i < 5; i++)
            telemetry.Writer.TryWrite(Records.Make(i) with { Model = i % 2 == 0 ? "even" : "odd" });
        await telemetry.Writer.FlushAsync(Token);

        var newest = await telemetry.Store.NewestAsync(Hour with { Model = "even" }, 2, Token);

        Assert.Equal([4, 2], newest.Select(record => (int)(record.StartedAt - Records.Start).TotalSeconds));
    }

    [Fact]
    public async Task NameOfAPool_FindsWhatItsMembersAnswered()
    {
        await using var telemetry = await TelemetryFixture.StartAsync();
        RequestRecord[] records =
        [
            Records.Make(1) with { Model = "near/a", Pool = "team" },
            Records.Make(2) with { Model = "far/b", Pool = "team" },
            Records.Make(3) with { Model = "near/a" },
            Records.Make(4) with { Model = "near/a", Pool = "other" },
        ];
        foreach (var record in records)
            telemetry.Writer.TryWrite(record);
        await telemetry.Writer.FlushAsync(Token);
        var team = Hour with { Model = "team" };

        Assert.Equal(["far/b", "near/a"], (await telemetry.Store.NewestAsync(team, 10, Token)).Select(record => record.Model));
        Assert.Equal(["far/b", "near/a"], (await telemetry.Store.NewestRequestsAsync(team, 10, Token)).Select(row => row.Record.Model));
        Assert.Equal(2, (await telemetry.Store.SummariseAsync(team, new LatencyTargets(), Token)).Total);
        Assert.Equal([2, 0, 0], (await telemetry.Store.SeriesAsync(team, TimeSpan.FromMinutes(20), Token)).Select(point => point.Requests));
        Assert.Equal([("far/b", 1), ("near/a", 1)], (await telemetry.Store.OutputLengthsAsync(team, Token)).Select(row => (row.Model, row.Count)));
        // By its own name a model shows what it answered in any pool, too.
        Assert.Equal(3, (await telemetry.Store.SummariseAsync(Hour with { Model = "near/a" }, new LatencyTargets(), Token)).Total);
    }

    [Fact]
    public async Task OutputLengthsAsync_GroupsByModelTemperatureAndTemplate()
    {
        await using var telemetry = await TelemetryFixture.StartAsync();
        RequestRecord[] records =
        [
            .. Enumerable.Range(1, 20).Select(i => Records.Make(i, tokens: i) with { Temperature = 0.7, FinishReason = i > 18 ? "length" : "stop" }),
            Records.Make(21, tokens: 100) with { Temperature = 0.7001, StopAdvice = "\nUser:", TokensAfterStop = 60 },
            Records.Make(22, tokens: 5),
            Records.Make(23, tokens: 6) with { Temperature = 0, Template = "support" },
            Records.Make(24, tokens: 7) with { Model = "another" },
            Records.Make(25) with { Outcome = RequestOutcome.Cancelled },
            Records.Make(26) with { OutputTokens = null },
        ];
        foreach (var record in records)
            telemetry.Writer.TryWrite(record);
        await telemetry.Writer.FlushAsync(Token);

        var lengths = await telemetry.Store.OutputLengthsAsync(Hour, Token);

        Assert.Equal(
            [("another", null, null, 1), ("portal-assistant", null, null, 1), ("portal-assistant", 0, "support", 1), ("portal-assistant", 0.7, null, 21)],
            lengths.Select(row => (row.Model, row.Temperature, row.Template, row.Count)));
        var warm = lengths[^1];
        Assert.Equal((11, 20, 100, 310, 2, 60), (warm.P50, warm.P95, warm.Longest, warm.Tokens, warm.CutOff, warm.TokensAfterStop));
        Assert.Equal((2 / 21.0, 60 / 310.0), (warm.CutOffShare, warm.SavedShare));
        var summary = await telemetry.Store.SummariseAsync(Hour, new LatencyTargets(), Token);
        Assert.Equal((1, 60, 339), (summary.StopAdvised, summary.TokensAfterStop, summary.OutputTokens));
    }

    [Fact]
    public void Percentile_AnySample_IsNearestRank() =>
        Gen.Select(Gen.Double[0, 1000].Array[1, 60], Gen.Int[1, 100]).Sample((values, percent) =>
        {
            var sample = new Sample();
            foreach (var value in values)
                sample.Add(value);
            var p = percent / 100.0;

            var result = sample.Percentile(p);

            // The definition: the smallest value of the sample that at least p of the sample does not exceed.
            var expected = values.Where(v => values.Count(x => x <= v) >= p * values.Length).Min();
            Assert.Equal(expected, result);
        });
}

using CsCheck;
using LatencyPortal.Telemetry.Slo;
using Xunit;

namespace LatencyPortal.Telemetry.Tests.Slo;

/// <summary>Counted minutes are what a count over all requests says, whatever happens in between.</summary>
public sealed class SloStoreTests
{
    private static readonly SloObjective Ttft = Objectives.Of(SloIndicator.Ttft) with { Id = "ttft", TtftMs = 300 };
    private static readonly SloObjective ErrorFree = Objectives.Of(SloIndicator.ErrorFree) with { Id = "errors" };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task LateAndDoubledRecords_AndAttempts_AreCountedOnce()
    {
        await using var fixture = await TelemetryFixture.StartAsync();
        fixture.Slo.SetObjectives([Ttft, ErrorFree]);
        var first = Records.Make(seconds: 10, ttft: 100);
        var failed = Records.Make(seconds: 20) with { Outcome = RequestOutcome.Failed, ErrorKind = "unreachable" };
        var retry = Records.Make(seconds: 20, ttft: 200) with { ParentId = failed.Id, Attempt = AttemptKind.Retry };
        await WriteAsync(fixture, first, failed);
        Assert.Equal([new MinuteCount(Minute, new SloCount(1, 2))], Read(fixture, "errors"));

        await WriteAsync(fixture, retry, first, Records.Make(seconds: -3600, ttft: 900));

        Assert.Equal([new MinuteCount(Minute, new SloCount(2, 2))], Read(fixture, "errors").Skip(1));
        Assert.Equal([new MinuteCount(Minute - 60, new SloCount(0, 1)), new MinuteCount(Minute, new SloCount(2, 2))], Read(fixture, "ttft"));
        Assert.Equal(0, fixture.Slo.Waiting());
    }

    [Fact]
    public async Task KilledBeforeTheCount_TheMinutesWait()
    {
        await using var fixture = await TelemetryFixture.StartAsync();
        fixture.Slo.SetObjectives([Ttft]);
        Assert.True(fixture.Writer.TryWrite(Records.Make(seconds: 1)));
        Assert.True(fixture.Writer.TryWrite(Records.Make(seconds: 61)));
        await fixture.Writer.FlushAsync(Stop);

        Assert.Equal(2, fixture.Slo.Waiting());
        Assert.Empty(Read(fixture, "ttft"));
        Assert.Equal(2, fixture.Slo.Count(100, Stop));
        Assert.Equal(2, Read(fixture, "ttft").Count);
    }

    [Fact]
    public async Task Objective_IsCountedForWhatIsRecorded_AndAnewWhenItsLimitChanges()
    {
        await using var fixture = await TelemetryFixture.StartAsync();
        fixture.Slo.SetObjectives([]);
        await WriteAsync(fixture, Records.Make(ttft: 100), Records.Make(seconds: 1, ttft: 400));

        fixture.Slo.SetObjectives([Ttft]);
        fixture.Slo.Count(100, Stop);
        Assert.Equal(new SloCount(1, 2), Assert.Single(Read(fixture, "ttft")).Count);

        fixture.Slo.SetObjectives([Ttft with { TtftMs = 500, Name = "Slower" }]);
        fixture.Slo.Count(100, Stop);
        Assert.Equal(new SloCount(2, 2), Assert.Single(Read(fixture, "ttft")).Count);

        fixture.Slo.SetObjectives([Ttft with { TtftMs = 500, Name = "Renamed", Target = 0.5 }]);
        Assert.Equal(0, fixture.Slo.Waiting());
        fixture.Slo.SetObjectives([ErrorFree]);
        Assert.Empty(Read(fixture, "ttft"));
    }

    [Fact]
    public async Task AnyRecords_InAnyOrderAndBatches_AreCountedAsTheyAre()
    {
        await using var fixture = await TelemetryFixture.StartAsync();
        fixture.Slo.SetObjectives([Ttft, ErrorFree]);
        var all = new List<RequestRecord>();
        await Gen.Select(Gen.Int[-7200, 7200], Gen.Int[50, 600], Gen.Int[0, 3]).Array[1, 20].SampleAsync(
            async records =>
            {
                RequestRecord[] made = [.. records.Select(one => Records.Make(one.Item1, one.Item2) with { Outcome = one.Item3 == 0 ? RequestOutcome.Failed : RequestOutcome.Completed })];
                all.AddRange(made);
                await WriteAsync(fixture, made);
                foreach (var objective in new[] { Ttft, ErrorFree })
                {
                    var expected = all.GroupBy(record => MinuteCount.Of(record.StartedAt)).OrderBy(minute => minute.Key)
                        .Select(minute => new MinuteCount(minute.Key, minute.Aggregate(default(SloCount), (count, record) => count.With(SloJudge.Judge(objective, record)))));
                    Assert.Equal(expected, Read(fixture, objective.Id));
                }
            },
            iter: 30,
            threads: 1);
    }

    private static long Minute => MinuteCount.Of(Records.Start);

    private static IReadOnlyList<MinuteCount> Read(TelemetryFixture fixture, string objective) => fixture.Slo.Read(objective, Records.Start.AddDays(-1), Records.Start.AddDays(1));

    private static async Task WriteAsync(TelemetryFixture fixture, params RequestRecord[] records)
    {
        foreach (var record in records)
            Assert.True(fixture.Writer.TryWrite(record));
        await fixture.Writer.FlushAsync(Stop);
        fixture.Slo.Count(10_000, Stop);
    }
}

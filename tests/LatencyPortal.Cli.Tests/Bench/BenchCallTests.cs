using LatencyPortal.Cli.Bench;
using LatencyPortal.Telemetry;

namespace LatencyPortal.Cli.Tests.Bench;

public sealed class BenchCallTests
{
    private static readonly RequestRecord Record = new()
    {
        Id = Guid.Empty,
        StartedAt = DateTimeOffset.UnixEpoch,
        Source = "cli",
        Model = "m",
        Endpoint = "e",
        Stamps = new RequestStamps { RequestWritten = 2, FirstToken = 50, LastToken = 90, End = 95 },
        OutputTokens = 5,
        Outcome = RequestOutcome.Completed,
    };

    [Fact]
    public void Times_ClosedLoop_CountFromTheWrittenRequest()
    {
        var call = new BenchCall(Record, LateMs: null, Error: null);

        Assert.Equal(48, call.TtftMs);
        Assert.Equal(93, call.E2eMs);
    }

    [Fact]
    public void Times_OpenLoop_CountFromTheSchedule()
    {
        var call = new BenchCall(Record, LateMs: 30, Error: null);

        Assert.Equal(80, call.TtftMs);
        Assert.Equal(125, call.E2eMs);
    }

    [Fact]
    public void Times_FailedCall_HasNoEndToEnd()
    {
        Assert.Null(new BenchCall(Record, LateMs: null, "broken_stream").E2eMs);
        Assert.Null(new BenchCall(Record with { Stamps = default }, LateMs: 30, "timeout").TtftMs);
    }

    [Fact]
    public void Targets_P95_IsHeldBelowTheLimitOnly()
    {
        var limits = new LatencyTargets { TtftMs = 300, TpotMs = 20 };
        static Percentiles P95(double? value) => new(100, value, value, value, value);

        Assert.Equal(new TargetReport(300, true, 20, false), TargetReport.Of(P95(299.9), P95(20), limits));
        Assert.Null(TargetReport.Of(P95(100), P95(null), limits));
    }
}

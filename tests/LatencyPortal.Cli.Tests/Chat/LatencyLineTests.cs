using LatencyPortal.Cli.Chat;
using LatencyPortal.Telemetry;

namespace LatencyPortal.Cli.Tests.Chat;

public sealed class LatencyLineTests
{
    private static readonly RequestRecord Record = new()
    {
        Id = Guid.Empty,
        StartedAt = DateTimeOffset.UnixEpoch,
        Source = "cli",
        Model = "m",
        Endpoint = "e",
        Stamps = new RequestStamps { RequestWritten = 1, FirstToken = 86, LastToken = 286, End = 290 },
        OutputTokens = 51,
        Outcome = RequestOutcome.Completed,
    };

    [Fact]
    public void Of_WholeAnswer_HasAllFigures() =>
        Assert.Equal("TTFT 85 ms · TPOT 4.0 ms · 51 tokens · 250 tokens/s", LatencyLine.Of(Record));

    [Fact]
    public void Of_CountedPieces_AreMarked() =>
        Assert.Equal("TTFT 85 ms · TPOT ~4.0 ms · ~51 tokens · ~250 tokens/s", LatencyLine.Of(Record with { TokensEstimated = true }));

    [Fact]
    public void Of_OneToken_HasNoPace() =>
        Assert.Equal("TTFT 85 ms · TPOT - · 1 tokens", LatencyLine.Of(Record with { OutputTokens = 1 }));
}

using LatencyPortal.Prompts.Insight;
using LatencyPortal.Telemetry.Traces;
using Xunit;

namespace LatencyPortal.Tests.Prompts.Insight;

/// <summary>TTFT as a line of the tokens that were not cached.</summary>
public sealed class TtftLineTests
{
    [Fact]
    public void Of_PointsOnALine_FindsIt()
    {
        var line = Assert.Single(TtftLine.Of(Requests(20, i => (1_000 + (100 * i), 500, 80 + (0.25 * (500 + (100 * i)))))));

        Assert.Equal(("test/model", 20), (line.Model, line.Requests));
        Assert.Equal(80, line.Estimate.BaseMs, 6);
        Assert.Equal(0.25, line.Estimate.MsPerUncachedToken, 9);
    }

    [Fact]
    public void Of_LineThatWouldBeginBelowZero_BeginsThere()
    {
        var line = Assert.Single(TtftLine.Of(Requests(20, i => (1_000 + (100 * i), 0, (0.5 * (1_000 + (100 * i))) - 100))));

        Assert.Equal(0, line.Estimate.BaseMs);
        Assert.InRange(line.Estimate.MsPerUncachedToken, 0.4, 0.5);
    }

    [Theory]
    [InlineData(19, 100, 1)] // too few
    [InlineData(40, 0, 1)] // all of one length
    [InlineData(40, 100, -1)] // the longer, the sooner
    [InlineData(40, 100, 0)] // as long for all lengths, but for chance
    public void Of_NothingToLearn_IsNoLine(int requests, int step, int slope) =>
        Assert.Empty(TtftLine.Of(Requests(requests, i => (1_000 + (step * i), 0, 10_000 + (slope * step * i) + (i % 2 * 50)))));

    [Fact]
    public void Of_UnknownFigures_AreLeftOut() =>
        Assert.Equal(20, Assert.Single(TtftLine.Of([
            .. Requests(20, i => (1_000 + (100 * i), 0, 200 + (10 * i))),
            .. Requests(5, _ => (1, 0, 1)).Select(request => request with { CachedTokens = null }),
            .. Requests(5, _ => (1, 0, 1)).Select(request => request with { TtftMs = null }),
        ])).Requests);

    private static IEnumerable<TracedRequest> Requests(int count, Func<int, (int Input, int Cached, double Ms)> of) => Enumerable.Range(0, count).Select(i => new TracedRequest
    {
        Trace = new PromptTrace { RequestId = Guid.NewGuid(), At = DateTimeOffset.UnixEpoch, Template = "support", Version = 1, Model = "test/model" },
        Model = "test/model",
        InputTokens = of(i).Input,
        CachedTokens = of(i).Cached,
        TtftMs = of(i).Ms,
    });
}

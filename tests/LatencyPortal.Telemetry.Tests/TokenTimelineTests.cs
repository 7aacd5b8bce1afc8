using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace LatencyPortal.Telemetry.Tests;

public sealed class TokenTimelineTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void Marks_ReasoningThenAnswer_KeepFirstMoments()
    {
        var timeline = new TokenTimeline(_time);
        Step(2, timeline.MarkRequestWritten);
        Step(8, timeline.MarkHeaders);
        Step(10, () => timeline.MarkToken(visible: false));
        Step(30, () => timeline.MarkToken(visible: true));
        Step(5, timeline.MarkPaint);
        Step(5, () => timeline.MarkToken(visible: true));
        Step(1, timeline.MarkPaint);
        Step(1, timeline.MarkEnd);

        Assert.Equal(
            new RequestStamps
            {
                RequestWritten = 2,
                Headers = 10,
                FirstToken = 20,
                FirstAnswer = 50,
                FirstPaint = 55,
                LastToken = 60,
                End = 62,
            },
            timeline.Stamps);
        Assert.Equal(3, timeline.Deltas);
    }

    [Fact]
    public void Gaps_Bursts_AreOneArrivalEach()
    {
        var timeline = new TokenTimeline(_time);
        Token(5);
        Token(0.2);
        Token(0.3);
        for (var i = 0; i < 18; i++)
        {
            Token(10);
            Token(0.1);
        }

        Token(400);

        var gaps = timeline.Gaps;
        Assert.Equal(19, gaps.Count);
        Assert.InRange(gaps.P50Ms!.Value, 9.7, 10.7);
        Assert.Equal(19, gaps.Bars.Sum(bar => bar.Count));
        Assert.Equal((8, 256), (gaps.Bars[0].FromMs, gaps.Bars[^1].FromMs));

        void Token(double ms) => Step(ms, () => timeline.MarkToken(visible: true));
    }

    [Fact]
    public void Gaps_OneArrival_AreUnknown()
    {
        var timeline = new TokenTimeline(_time);
        Step(5, () => timeline.MarkToken(visible: true));
        Step(0.5, () => timeline.MarkToken(visible: true));

        Assert.Equal((0, null, null), (timeline.Gaps.Count, timeline.Gaps.P50Ms, timeline.Gaps.P95Ms));
        Assert.Empty(timeline.Gaps.Bars);
    }

    private void Step(double ms, Action mark)
    {
        _time.Advance(TimeSpan.FromMilliseconds(ms));
        mark();
    }
}

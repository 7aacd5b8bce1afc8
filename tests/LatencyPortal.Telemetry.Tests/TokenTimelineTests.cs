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

    private void Step(double ms, Action mark)
    {
        _time.Advance(TimeSpan.FromMilliseconds(ms));
        mark();
    }
}

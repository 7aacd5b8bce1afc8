using CsCheck;
using LatencyPortal.Chat.Comparing;
using LatencyPortal.Telemetry;
using Xunit;

namespace LatencyPortal.Tests.Chat.Comparing;

/// <summary>The common time axis of compared answers.</summary>
public sealed class TimeScaleTests
{
    [Fact]
    public void To_AnyReach_HoldsItInAtMostFiveRoundSteps() => Gen.Double[0, 3_600_000].Sample(reach =>
    {
        var scale = TimeScale.To(reach);
        var ticks = scale.Ticks.ToList();

        Assert.True(scale.End >= reach);
        Assert.True(scale.End - scale.Step < reach || ticks.Count == 2);
        Assert.InRange(ticks.Count, 2, 6);
        Assert.Equal((0, scale.End), (ticks[0], ticks[^1]));
        var leading = scale.Step / Math.Pow(10, Math.Floor(Math.Log10(scale.Step) + 1e-9));
        Assert.True(Math.Round(leading) is 1 or 2 or 5, $"{scale.Step} is no round step.");
    });

    [Theory]
    [InlineData(0, "0 ms")]
    [InlineData(1234.4, "1,234 ms")]
    [InlineData(12_340, "12.3 s")]
    public void Format_Time_HasItsUnit(double ms, string expected) => Assert.Equal(expected, TimeScale.Format(ms));

    [Fact]
    public void Bar_OfARunningCall_GrowsWithTheClock()
    {
        Assert.Equal(new TimeBar("m", 30, null, 30, Came: false, Ended: false), TimeBar.Live("m", default, 30));
        Assert.Equal(new TimeBar("m", 5, 30, 30, Came: false, Ended: false), TimeBar.Live("m", new RequestStamps { RequestWritten = 5 }, 30));
        Assert.Equal(new TimeBar("m", 5, 20, 30, Came: true, Ended: false), TimeBar.Live("m", new RequestStamps { RequestWritten = 5, FirstToken = 20 }, 30));
    }

    [Fact]
    public void Bar_OfACallThatEnded_KnowsOnlyWhatWasMeasured()
    {
        Assert.Null(TimeBar.Over("m", default));
        Assert.Equal(new TimeBar("m", 40, null, 40, Came: false, Ended: true), TimeBar.Over("m", new RequestStamps { End = 40 }));
        Assert.Equal(new TimeBar("m", 5, 20, 40, Came: true, Ended: true), TimeBar.Over("m", new RequestStamps { RequestWritten = 5, FirstToken = 20, End = 40 }));
    }
}

using CsCheck;
using LatencyPortal.Telemetry.Slo;
using Xunit;

namespace LatencyPortal.Telemetry.Tests.Slo;

public sealed class BurnAlertTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 29, 12, 0, 0, TimeSpan.Zero);

    /// <summary>The table of The Site Reliability Workbook, chapter 5, for 30 days, and the bad share at which each alert of it fires.</summary>
    [Theory]
    [InlineData(0.999, 14.4, 0.0144, false)]
    [InlineData(0.99, 14.4, 0.144, false)]
    [InlineData(0.95, 14.4, 0.72, false)]
    [InlineData(0.90, 14.4, 1.44, true)]
    [InlineData(0.90, 6, 0.6, false)]
    [InlineData(0.83, 6, 1.02, true)]
    public void Alert_ThatNothingCanFire_IsDead(double target, double factor, double badShare, bool isDead)
    {
        var objective = Objectives.Of(SloIndicator.Ttft, target);
        var alert = new BurnAlert { Severity = AlertSeverity.Page, LongWindow = TimeSpan.FromHours(1), ShortWindow = TimeSpan.FromMinutes(5), Factor = factor };

        Assert.Equal(badShare, alert.BadShare(objective), 6);
        Assert.Equal(isDead, alert.IsDead(objective));
    }

    [Fact]
    public void Default_Of30Days_IsTheWorkbooks()
    {
        var alerts = BurnAlert.Default(Objectives.Of(SloIndicator.Ttft, 0.999));

        Assert.Equal([14.4, 6, 3, 1], alerts.Select(alert => Math.Round(alert.Factor, 9)));
        Assert.Equal([60.0, 360, 1_440, 4_320], alerts.Select(alert => alert.LongWindow.TotalMinutes));
        Assert.All(alerts, alert => Assert.Equal(alert.LongWindow, alert.ShortWindow * 12));
    }

    [Fact]
    public void Default_OfAnyTarget_IsNeverDead() => Gen.Select(Gen.Double[0.3, 0.9999], Gen.Int[1, 90]).Sample((target, days) =>
    {
        var objective = Objectives.Of(SloIndicator.Ttft, target) with { Window = TimeSpan.FromDays(days) };

        Assert.DoesNotContain(BurnAlert.Default(objective), alert => alert.IsDead(objective));
    });

    [Fact]
    public void Replay_OfAnyTraffic_IsWhatEachMinuteSaysByItself() => Traffic.Sample(counts =>
    {
        var objective = Objectives.Of(SloIndicator.Ttft, 0.9);
        var alert = new BurnAlert { Severity = AlertSeverity.Page, LongWindow = TimeSpan.FromMinutes(12), ShortWindow = TimeSpan.FromMinutes(3), Factor = 3, LeastRequests = 2 };
        var first = MinuteCount.Of(Start);
        var minutes = counts.Select((count, i) => new MinuteCount(first + i, count)).Where(minute => minute.Count.Total > 0).ToList();

        var firings = AlertReplay.Run(objective, alert, minutes, Start, Start.AddMinutes(counts.Length));

        for (var i = 0; i <= counts.Length; i++)
        {
            var reading = BurnReading.Of(alert, objective, Sum(i - 12, i), Sum(i - 3, i));
            var at = Start.AddMinutes(i);
            Assert.Equal(reading.IsFiring, firings.Any(firing => firing.From <= at && !(firing.To <= at)));
        }

        SloCount Sum(int from, int to) => Enumerable.Range(0, counts.Length).Where(i => i >= from && i < to).Aggregate(default(SloCount), (sum, i) => sum + counts[i]);
    });

    [Fact]
    public void FewRequests_AreNoAlarm()
    {
        var objective = Objectives.Of(SloIndicator.Ttft, 0.99);
        var alert = BurnAlert.Default(objective, leastRequests: 10)[0];
        MinuteCount[] night = [new MinuteCount(MinuteCount.Of(Start), new SloCount(0, 9))];
        MinuteCount[] more = [new MinuteCount(MinuteCount.Of(Start), new SloCount(0, 10))];

        Assert.Empty(AlertReplay.Run(objective, alert, night, Start, Start.AddHours(2)));
        var firing = Assert.Single(AlertReplay.Run(objective, alert, more, Start, Start.AddHours(2)));
        Assert.Equal((Start.AddMinutes(1), Start.AddMinutes(6)), (firing.From, firing.To!.Value));
    }

    [Fact]
    public void Budget_WithoutRequests_IsUnknown()
    {
        var budget = ErrorBudget.Of(Objectives.Of(SloIndicator.Ttft), []);

        Assert.Equal((null, null), (budget.Left, budget.Holds));
    }

    [Theory]
    [InlineData(95, 100, 0.0, true)]
    [InlineData(100, 100, 1.0, true)]
    [InlineData(90, 100, -1.0, false)]
    public void Budget_OfEvents_IsSpentByBadOnes(int good, int total, double left, bool holds)
    {
        var budget = ErrorBudget.Of(Objectives.Of(SloIndicator.Ttft, 0.95), [new MinuteCount(1, new SloCount(good, total))]);

        Assert.Equal(left, budget.Left!.Value, 9);
        Assert.Equal(holds, budget.Holds);
    }

    [Fact]
    public void Slices_WithoutRequests_WereNotMeasured()
    {
        var objective = Objectives.Of(SloIndicator.Ttft, 0.5) with { Kind = SloKind.TimeSlice, Slice = TimeSpan.FromMinutes(5), SliceTarget = 0.95 };
        MinuteCount[] minutes =
        [
            new(0, new SloCount(90, 90)), new(4, new SloCount(5, 10)), // 95 of 100: good
            new(5, new SloCount(94, 100)), // bad
            new(20, new SloCount(1, 1)), // good; two slices before it had no request
        ];

        Assert.Equal(new SloCount(2, 3), ErrorBudget.Of(objective, minutes).Count);
        Assert.Equal([4L, 9, 24], ErrorBudget.Units(objective, minutes).Select(unit => unit.Minute));
    }

    private static Gen<SloCount[]> Traffic => Gen.Select(Gen.Int[0, 8], Gen.Int[0, 8]).Select((total, good) => new SloCount(Math.Min(good, total), total)).Array[1, 60];
}

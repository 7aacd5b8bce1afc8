using LatencyPortal.Gateway.Prompts.Families;
using LatencyPortal.Gateway.Prompts.Warming;

namespace LatencyPortal.Gateway.Tests.Prompts.Warming;

public sealed class WarmPlanTests
{
    /// <summary>Reads at 0.1, writes at 1.25, five minutes: pings come every four.</summary>
    private static readonly ModelFamily Family = FamilyCatalogue.Load().Find("anthropic")!.Of("claude-sonnet-5");

    [Fact]
    public void Of_RequestsAnHourApart_PaysNothing() => Assert.Equal((3, 2, 0, 0d), Figures(Plan(0, 60, 120)));

    [Fact]
    public void Of_RequestsTenMinutesApart_KeepsThePrefixBetweenThem()
    {
        var plan = Plan(0, 10, 20, 30, 40)!;

        // Two pings each time, at 4 and 8 minutes, and two behind the last request.
        Assert.Equal((2, 10, 4), (plan.MostPings, plan.Pings, plan.Caught));
        Assert.Equal((4 * 1.15 * 10_000) - (10 * 0.1 * 10_000), plan.Saved, 6);
    }

    [Fact]
    public void Of_RequestsThatComeSoonEnough_NeedsNoPing() => Assert.Equal((4, 0, 0, 0d), Figures(Plan(0, 4, 8, 12)));

    [Fact]
    public void Of_NoRequests_PlansNothing() => Assert.Equal((0, 0, 0, 0d), Figures(Plan()));

    [Fact]
    public void Of_PrefixBelowTheMinimum_IsNotKept() => Assert.Null(WarmPlan.Of([At(0), At(10)], At(20), Family, Family.MinimumTokens!.Value - 1));

    [Fact]
    public void Of_CacheWithoutLifetime_HasNothingToKeepWarm() => Assert.Null(WarmPlan.Of([At(0), At(10)], At(20), FamilyCatalogue.Load().Local, 10_000));

    private static (int, int, int, double) Figures(WarmPlan? plan) => (plan!.Requests, plan.Late, plan.MostPings, plan.Saved);

    private static WarmPlan? Plan(params int[] minutes) => WarmPlan.Of([.. minutes.Select(At)], At(minutes.Append(0).Max() + 60), Family, 10_000);

    private static DateTimeOffset At(int minute) => DateTimeOffset.UnixEpoch.AddMinutes(minute);
}

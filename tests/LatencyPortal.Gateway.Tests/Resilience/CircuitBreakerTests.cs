using LatencyPortal.Gateway.Resilience;
using Microsoft.Extensions.Time.Testing;

namespace LatencyPortal.Gateway.Tests.Resilience;

public sealed class CircuitBreakerTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void FewFailures_OrFewAmongMany_KeepItClosed()
    {
        var breaker = new CircuitBreaker(_time);
        Report(breaker, true, 4);
        Assert.Equal(BreakerState.Closed, breaker.State);
        Report(breaker, false, 10);
        Report(breaker, true, 5);
        Assert.Equal(BreakerState.Closed, breaker.State);
    }

    [Fact]
    public void FailuresLongAgo_DoNotCount()
    {
        var breaker = new CircuitBreaker(_time);
        Report(breaker, true, 4);
        _time.Advance(TimeSpan.FromSeconds(31));
        Report(breaker, true, 4);
        Assert.Equal(BreakerState.Closed, breaker.State);
    }

    [Fact]
    public void Open_LetsOneTrialThroughAfterItsPause_AndItsEndDecides()
    {
        var breaker = Opened();
        Assert.False(breaker.TryEnter());
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.True(breaker.TryEnter());
        Assert.Equal(BreakerState.HalfOpen, breaker.State);
        Assert.False(breaker.TryEnter());

        breaker.Report(failed: true);
        _time.Advance(TimeSpan.FromSeconds(9.9)); // the pause has doubled
        Assert.False(breaker.TryEnter());
        _time.Advance(TimeSpan.FromSeconds(0.1));
        Assert.True(breaker.TryEnter());

        breaker.Report(failed: false);
        Assert.Equal(BreakerState.Closed, breaker.State);
    }

    [Fact]
    public void TrialWhoseEndNobodySaw_LeavesTheNextCallToDecide()
    {
        var breaker = Opened();
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.True(breaker.TryEnter());

        breaker.Report(failed: null);

        Assert.Equal(BreakerState.Open, breaker.State);
        Assert.True(breaker.TryEnter());
    }

    private CircuitBreaker Opened()
    {
        var breaker = new CircuitBreaker(_time);
        Report(breaker, true, 5);
        Assert.Equal(BreakerState.Open, breaker.State);
        return breaker;
    }

    private static void Report(CircuitBreaker breaker, bool failed, int times)
    {
        for (var i = 0; i < times; i++)
            breaker.Report(failed);
    }
}

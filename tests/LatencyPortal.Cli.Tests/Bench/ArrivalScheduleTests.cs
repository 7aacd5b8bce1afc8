using CsCheck;
using LatencyPortal.Cli.Bench;

namespace LatencyPortal.Cli.Tests.Bench;

public sealed class ArrivalScheduleTests
{
    [Fact]
    public void Poisson_AnySeed_AscendsAndRepeats() =>
        Gen.Select(Gen.Double[0.01, 1000], Gen.Int[0, 200], Gen.Int).Sample((rate, count, seed) =>
        {
            var schedule = ArrivalSchedule.Poisson(rate, count, seed);

            Assert.Equal(count, schedule.Count);
            Assert.Equal(schedule, ArrivalSchedule.Poisson(rate, count, seed));
            Assert.Equal(schedule, schedule.Order());
            Assert.All(schedule, due => Assert.True(due >= TimeSpan.Zero));
        });

    [Fact]
    public void Poisson_ManyArrivals_HaveTheRateAndExponentialGaps()
    {
        const int Count = 100_000;
        var schedule = ArrivalSchedule.Poisson(perSecond: 50, Count, seed: 3);
        var gaps = schedule.Zip(schedule.Skip(1), (first, second) => (second - first).TotalSeconds).ToList();

        var mean = gaps.Average();
        var deviation = Math.Sqrt(gaps.Average(gap => (gap - mean) * (gap - mean)));

        // An exponential distribution has its mean as standard deviation, and 1/e of it lies above the mean.
        Assert.Equal(0.02, mean, tolerance: 0.0005);
        Assert.Equal(mean, deviation, tolerance: 0.0005);
        Assert.Equal(1 / Math.E, gaps.Count(gap => gap > mean) / (double)gaps.Count, tolerance: 0.01);
    }
}

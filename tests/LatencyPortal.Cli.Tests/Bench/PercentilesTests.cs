using CsCheck;
using LatencyPortal.Cli.Bench;

namespace LatencyPortal.Cli.Tests.Bench;

public sealed class PercentilesTests
{
    [Fact]
    public void NearestRank_AnySample_CoversTheShareAndNoSmallerValueDoes() =>
        Gen.Select(Gen.Double[-1000, 1000].Array[1, 300], Gen.Int[1, 100]).Sample((values, percent) =>
        {
            Array.Sort(values);

            var found = Percentiles.NearestRank(values, percent);

            Assert.Contains(found, values);
            Assert.True(100L * values.Count(value => value <= found) >= (long)percent * values.Length);
            Assert.True(100L * values.Count(value => value < found) < (long)percent * values.Length);
        });

    [Fact]
    public void Of_OneToHundred_IsTheRankItself()
    {
        var figures = Percentiles.Of(Enumerable.Range(1, 100).Reverse().Select(value => (double?)value));

        Assert.Equal(new Percentiles(100, 50, 95, 99, 100), figures);
    }

    [Fact]
    public void Of_FewerThanHundred_LeavesP99Out()
    {
        var figures = Percentiles.Of(Enumerable.Range(1, 99).Select(value => (double?)value));

        Assert.Null(figures.P99);
        Assert.Equal(95, figures.P95);
        Assert.Equal(99, figures.N);
    }

    [Fact]
    public void Of_ValuesThatWereNotMeasured_AreNotZero()
    {
        Assert.Equal(new Percentiles(1, 7, 7, null, 7), Percentiles.Of([null, 7, null]));
        Assert.Equal(new Percentiles(0, null, null, null, null), Percentiles.Of([null]));
    }
}

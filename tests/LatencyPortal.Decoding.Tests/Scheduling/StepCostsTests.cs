using LatencyPortal.Decoding.Scheduling;

namespace LatencyPortal.Decoding.Tests.Scheduling;

public sealed class StepCostsTests
{
    [Fact]
    public void Single_NothingKnown_IsZero() => Assert.Equal(0, new StepCosts().Single(3));

    [Theory]
    [InlineData(1, 2)]
    [InlineData(4, 5)]
    [InlineData(6, 7)]
    [InlineData(8, 9)]
    [InlineData(16, 18)]
    [InlineData(48, 54)]
    public void Single_BetweenAndBeyondKnownSizes_FollowsTheNeighbours(int tokens, double milliseconds)
    {
        var costs = new StepCosts();
        costs.NoteSingle(1, TimeSpan.FromMilliseconds(2));
        costs.NoteSingle(4, TimeSpan.FromMilliseconds(5));
        costs.NoteSingle(8, TimeSpan.FromMilliseconds(9));

        Assert.Equal(milliseconds, costs.Single(tokens), 6);
    }

    [Fact]
    public void Single_LargerRunThatWasFaster_BoundsTheSmallerOnes()
    {
        var costs = new StepCosts();
        costs.NoteSingle(1, TimeSpan.FromMilliseconds(2));
        costs.NoteSingle(3, TimeSpan.FromMilliseconds(30));
        costs.NoteSingle(9, TimeSpan.FromMilliseconds(4));

        Assert.Equal([2, 4, 4, 4, 4], new[] { 1, 2, 3, 5, 9 }.Select(costs.Single));
    }

    [Fact]
    public void LongestUnseen_GoesThroughAllSizes()
    {
        var costs = new StepCosts();
        var seen = new List<int>();
        for (var i = 0; i < 8; i++)
        {
            seen.Add(costs.LongestUnseen(9));
            costs.NoteSingle(seen[^1], TimeSpan.FromMilliseconds(1));
        }

        Assert.Equal(Enumerable.Range(2, 8), seen.Order());
        Assert.Equal(2, costs.LongestUnseen(2));
    }

    [Fact]
    public void NoteSingle_LongRunBetweenTwoSizes_CountsForTheLowerAtItsShare()
    {
        var costs = new StepCosts();
        costs.NoteSingle(48, TimeSpan.FromMilliseconds(6));

        Assert.Equal((4, 8), (costs.Single(32), costs.Single(64)));
    }

    [Fact]
    public void NoteSingle_BetweenShortAndLongRuns_IsNeitherAndCountsForNone()
    {
        var costs = new StepCosts();
        costs.NoteSingle(12, TimeSpan.FromMilliseconds(6));

        Assert.Equal(0, costs.Single(12));
    }

    [Theory]
    [InlineData(10)]
    [InlineData(10_000)]
    public void NoteSingle_RunsThatAreSometimesInterrupted_FollowsTheirMedianHoweverMany(int runs)
    {
        var costs = new StepCosts();
        var random = new Random(1);
        for (var i = 0; i < runs; i++)
            costs.NoteSingle(1, TimeSpan.FromMilliseconds(random.Next(5) == 0 ? 100 : 2 + (0.2 * random.NextDouble())));

        Assert.InRange(costs.Single(1), 2, 2.4);
    }

    [Fact]
    public void NoteSingle_MachineThatBecameSlower_Follows()
    {
        var costs = new StepCosts();
        for (var i = 0; i < 200; i++)
            costs.NoteSingle(1, TimeSpan.FromMilliseconds(i < 100 ? 2 : 4));

        Assert.Equal(4, costs.Single(1), 1);
    }

    [Fact]
    public void Measure_OfAModel_KnowsEverySizeAndLeavesNoTrace()
    {
        using var fixture = new LoopFixture(options: new DecodingOptions { MaxSequences = 4 });
        var costs = new StepCosts();

        Calibration.Measure(fixture.Runner, costs, [1, 2, 3, 4, 5, 6, 7, 8, 9], TimeSpan.FromMinutes(1));

        Assert.All(Enumerable.Range(1, 9), tokens => Assert.True(costs.Single(tokens) > 0));
        Assert.All(Enumerable.Range(2, 3), rows => Assert.True(costs.Batch(rows) > 0));
        Assert.All(Enumerable.Range(0, 4), row => Assert.Equal(0, fixture.Runner.LengthOf(row)));
    }
}

using CsCheck;
using LatencyPortal.Telemetry.Sketches;
using Xunit;

namespace LatencyPortal.Telemetry.Tests.Sketches;

public sealed class LatencySketchTests
{
    /// <summary>Times over twelve orders of magnitude, with zeros and repeated ones among them.</summary>
    private static readonly Gen<double> Time = Gen.Frequency(
        (8, Gen.Double[-3, 9].Select(exponent => Math.Pow(10, exponent))),
        (2, Gen.Double[100, 400]),
        (1, Gen.Const(300.0)),
        (1, Gen.Const(0.0)));

    private static readonly Gen<double[]> Times = Time.Array[1, 300];

    private static readonly double[] Shares = [0.001, 0.01, 0.25, 0.5, 0.9, 0.95, 0.99, 0.999, 1];

    [Fact]
    public void Percentile_OfAnyTimes_IsWithinOnePercentOfTheNearestRank() => Times.Sample(times =>
    {
        var sketch = Of(times);
        var sorted = times.Order().ToList();

        foreach (var share in Shares)
        {
            var exact = sorted[Math.Clamp((int)Math.Ceiling(share * sorted.Count) - 1, 0, sorted.Count - 1)];
            // Rounding of the logarithm may put a value at the very edge of a bin into the next one.
            Assert.InRange(sketch.Percentile(share)!.Value, exact * (1 - LatencySketch.RelativeError) - 1e-9, exact * (1 + LatencySketch.RelativeError) * (1 + 1e-9) + 1e-9);
        }

        Assert.Equal((times.Length, sorted[0], sorted[^1]), (sketch.Count, sketch.Min, sketch.Max));
        Assert.Equal(times.Average(), sketch.Mean!.Value, times.Sum() * 1e-12);
    });

    [Fact]
    public void Add_OfSketches_IsTheSketchOfAll() => Gen.Select(Times, Times, Times).Sample((one, two, three) =>
    {
        var sum = Of(one);
        sum.Add(Of(two));
        sum.Add(Of(three));
        var other = Of(three);
        other.Add(Of(one));
        other.Add(Of(two));
        var whole = Of([.. one, .. two, .. three]);

        foreach (var share in Shares)
        {
            Assert.Equal(whole.Percentile(share), sum.Percentile(share));
            Assert.Equal(whole.Percentile(share), other.Percentile(share));
        }

        Assert.Equal((whole.Count, whole.Min, whole.Max), (sum.Count, sum.Min, sum.Max));
    });

    [Fact]
    public void Bytes_ReadAgain_AreTheSameSketch() => Times.Sample(times =>
    {
        var sketch = Of(times);

        var read = LatencySketch.Read(sketch.ToBytes());

        Assert.Equal(sketch.ToBytes(), read.ToBytes());
        Assert.Equal((sketch.Count, sketch.Sum, sketch.Min, sketch.Max), (read.Count, read.Sum, read.Min, read.Max));
        Assert.All(Shares, share => Assert.Equal(sketch.Percentile(share), read.Percentile(share)));
    });

    [Fact]
    public void Bytes_ThatAreNone_AreRefused() => Gen.Byte.Array[0, 60].Sample(bytes =>
    {
        try
        {
            Assert.True(LatencySketch.Read(bytes).Count >= 0);
        }
        catch (FormatException)
        {
            // What the database holds may be damaged.
        }
    });

    [Fact]
    public void Empty_KnowsNothing()
    {
        var sketch = LatencySketch.Read(new LatencySketch().ToBytes());
        sketch.Add((double?)null);
        sketch.Add(new LatencySketch());

        Assert.Equal((0L, null, null, null), (sketch.Count, sketch.Percentile(0.5), sketch.Mean, sketch.Max));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void Add_NoTime_IsRefused(double value) => Assert.Throws<ArgumentOutOfRangeException>(() => new LatencySketch().Add(value));

    [Fact]
    public void CountUpTo_IsMonotonic_AndExactAtTheEnds() => Gen.Select(Times, Time, Time).Sample((times, one, other) =>
    {
        var sketch = Of(times);

        Assert.True(sketch.CountUpTo(Math.Min(one, other)) <= sketch.CountUpTo(Math.Max(one, other)) + 1e-9);
        Assert.Equal(times.Length, sketch.CountUpTo(2e9));
    });

    [Fact]
    public void TenThousandRequests_TakeSomeHundredBytes()
    {
        var random = new Random(7);
        var sketch = Of(Enumerable.Range(0, 10_000).Select(_ => 80 * Math.Exp(random.NextDouble() * 2)));

        Assert.InRange(sketch.ToBytes().Length, 100, 600);
    }

    private static LatencySketch Of(IEnumerable<double> times)
    {
        var sketch = new LatencySketch();
        foreach (var time in times)
            sketch.Add(time);
        return sketch;
    }
}

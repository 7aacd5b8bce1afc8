using CsCheck;
using LatencyPortal.Decoding.Sampling;

namespace LatencyPortal.Decoding.Tests.Sampling;

public sealed class SelectionTests
{
    private static readonly Gen<float[]> AnyNumbers = Gen.Int[0, 50].Array[1, 200].Select(numbers => numbers.Select(number => number / 8f).ToArray());

    [Fact]
    public void KthLargest_AnyNumbers_IsThatOfTheSortedOnes() =>
        Gen.Select(AnyNumbers, Gen.Int[0, 199]).Sample((numbers, at) =>
        {
            var k = (at % numbers.Length) + 1;
            Assert.Equal(numbers.OrderDescending().ElementAt(k - 1), Selection.KthLargest([.. numbers], k));
        });

    [Fact]
    public void SumThreshold_AnyNumbers_IsTheLargestThatReachesTheTarget() =>
        Gen.Select(AnyNumbers, Gen.Int[0, 120]).Sample((numbers, percent) =>
        {
            var target = numbers.Sum() * percent / 100.0;
            var reached = numbers.Where(least => numbers.Where(number => number >= least).Sum() >= target).DefaultIfEmpty(numbers.Min()).Max();
            Assert.Equal(reached, Selection.SumThreshold([.. numbers], target));
        });
}

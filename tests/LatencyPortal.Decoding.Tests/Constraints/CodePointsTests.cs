using CsCheck;
using LatencyPortal.Decoding.Constraints;

namespace LatencyPortal.Decoding.Tests.Constraints;

public sealed class CodePointsTests
{
    private static readonly Gen<(int, int)[]> AnyRanges = Gen.Select(Gen.Int[0, 0x10FFFF], Gen.Int[0, 0x9000])
        .Select(pair => (pair.Item1, Math.Min(pair.Item1 + pair.Item2, 0x10FFFF))).Array[0, 6];

    [Fact]
    public void SetOperations_AnyRanges_AreThoseOfSets() =>
        Gen.Select(AnyRanges, AnyRanges, Gen.Int[0, 0x10FFFF].Array[30]).Sample((first, second, values) =>
        {
            var (one, other) = (CodePoints.Of(first), CodePoints.Of(second));
            foreach (var value in values.Concat(first.Select(range => range.Item1)).Concat(second.Select(range => range.Item2)))
            {
                var isScalar = value is < 0xD800 or > 0xDFFF;
                var (inOne, inOther) = (isScalar && Has(first, value), isScalar && Has(second, value));
                Assert.Equal(inOne, Has(one.Ranges, value));
                Assert.Equal(isScalar && !inOne, Has(one.Complement().Ranges, value));
                Assert.Equal(inOne || inOther, Has(one.Union(other).Ranges, value));
                Assert.Equal(inOne && !inOther, Has(one.Except(other).Ranges, value));
            }
        });

    private static bool Has(IEnumerable<(int Low, int High)> ranges, int value) =>
        ranges.Any(range => value >= range.Low && value <= range.High);
}

using System.Globalization;
using CsCheck;

namespace LatencyPortal.Decoding.Tests.Constraints;

public sealed class NumberEmitterTests
{
    private static readonly Gen<(int Low, int High, bool LowExcluded, bool HighExcluded)> AnyBounds =
        Gen.Select(Gen.Int[-1200, 1200], Gen.Int[0, 1500], Gen.Bool, Gen.Bool, (low, width, a, b) => (low, low + width, a, b));

    [Fact]
    public void Accepts_AnIntegerWithBounds_ExactlyThoseWithin() =>
        AnyBounds.Sample(
            bounds =>
            {
                // At least one integer fits, so the schema is not refused.
                var (low, high) = (bounds.Low, bounds.High + 2);
                var constraint = ConstraintFollower.Compile(Schema("integer", low, high, bounds.LowExcluded, bounds.HighExcluded, 1));
                for (var value = low - 120; value <= high + 120; value += 7)
                    Assert.Equal(IsWithin(value, low, high, bounds.LowExcluded, bounds.HighExcluded), constraint.Accepts($"{value}"));
                Assert.Equal(!bounds.LowExcluded, constraint.Accepts($"{low}"));
                Assert.Equal(!bounds.HighExcluded, constraint.Accepts($"{high}"));
            },
            iter: 60);

    [Fact]
    public void Accepts_ANumberWithBounds_ExactlyThoseWithin() =>
        Gen.Select(AnyBounds, Gen.Int[-3000, 3000].Array[40]).Sample(
            (bounds, values) =>
            {
                var (low, high) = (bounds.Low, bounds.High + 2);
                var constraint = ConstraintFollower.Compile(Schema("number", low, high, bounds.LowExcluded, bounds.HighExcluded, 0.05m));
                foreach (var value in values.Append(low).Append(high))
                {
                    // Spelled with and without needless zeros; there is no negative zero.
                    var expected = IsWithin(value, low, high, bounds.LowExcluded, bounds.HighExcluded);
                    var spelled = (value * 0.05m).ToString("0.0#", CultureInfo.InvariantCulture);
                    Assert.Equal(expected, constraint.Accepts(spelled));
                    Assert.Equal(expected, constraint.Accepts(spelled + "000"));
                }
            },
            iter: 60);

    [Theory]
    [InlineData("9223372036854775807", true)]
    [InlineData("-9223372036854775808", true)]
    [InlineData("9223372036854775808", false)]
    [InlineData("-9223372036854775809", false)]
    public void Accepts_Int64_ExactlyItsRange(string number, bool expected) =>
        Assert.Equal(expected, ConstraintFollower.Compile("""{"type":"integer","format":"int64"}""").Accepts(number));

    [Theory]
    [InlineData("0", true)]
    [InlineData("-0.5E+10", true)]
    [InlineData("1e-279", true)]
    [InlineData("12345678901234567890", false)]
    [InlineData("1.", false)]
    [InlineData(".5", false)]
    [InlineData("+1", false)]
    [InlineData("01", false)]
    [InlineData("1e", false)]
    [InlineData("1e400", false)]
    public void Accepts_ANumber_WhatJsonAllows(string number, bool expected) =>
        Assert.Equal(expected, ConstraintFollower.Compile("""{"type":"number"}""").Accepts(number));

    private static bool IsWithin(int value, int low, int high, bool lowExcluded, bool highExcluded) =>
        (value > low || (value == low && !lowExcluded)) && (value < high || (value == high && !highExcluded));

    private static string Schema(string type, int low, int high, bool lowExcluded, bool highExcluded, decimal unit) => string.Create(
        CultureInfo.InvariantCulture,
        $$"""{"type":"{{type}}","{{(lowExcluded ? "exclusiveMinimum" : "minimum")}}":{{low * unit}},"{{(highExcluded ? "exclusiveMaximum" : "maximum")}}":{{high * unit}}}""");
}

using LatencyPortal.Controls;
using Xunit;

namespace LatencyPortal.Tests.Controls;

public sealed class FormatTests
{
    [Theory]
    [InlineData(null, "–")]
    [InlineData(0.04, "0.0 ms")]
    [InlineData(8.34, "8.3 ms")]
    [InlineData(9.96, "10 ms")]
    [InlineData(141.6, "142 ms")]
    [InlineData(999.6, "1.00 s")]
    [InlineData(2414.0, "2.41 s")]
    [InlineData(12345.0, "12.3 s")]
    public void Milliseconds_Format_HasNoFalseDigits(double? ms, string expected) => Assert.Equal(expected, Milliseconds.Format(ms));

    [Theory]
    [InlineData(300, "300 ms")]
    [InlineData(12.5, "12.5 ms")]
    [InlineData(10_000, "10 s")]
    public void Milliseconds_Limit_HasNoTrailingZeros(double ms, string expected) => Assert.Equal(expected, Milliseconds.Limit(ms));

    [Theory]
    [InlineData(null, "–")]
    [InlineData(0.0, "0 %")]
    [InlineData(0.0004, "< 0.1 %")]
    [InlineData(0.4, "40 %")]
    [InlineData(0.9996, "> 99.9 %")]
    [InlineData(1.0, "100 %")]
    public void Share_Format_NeverHidesTheLastOne(double? share, string expected) => Assert.Equal(expected, Share.Format(share));
}

using LatencyPortal.Controls;
using Xunit;

namespace LatencyPortal.Tests.Controls;

public sealed class MillisecondsTests
{
    [Theory]
    [InlineData(null, "–")]
    [InlineData(0.0, "0.0 ms")]
    [InlineData(8.34, "8.3 ms")]
    [InlineData(142.6, "143 ms")]
    [InlineData(2412.0, "2.41 s")]
    [InlineData(61_234.0, "61.2 s")]
    public void Format_AnyDuration_HasUnitAndNoFalseDigits(double? ms, string expected) =>
        Assert.Equal(expected, Milliseconds.Format(ms));
}

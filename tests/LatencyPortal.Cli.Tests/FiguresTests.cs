namespace LatencyPortal.Cli.Tests;

public sealed class FiguresTests
{
    [Theory]
    [InlineData(null, "-")]
    [InlineData(0.04, "0.0 ms")]
    [InlineData(4.26, "4.3 ms")]
    [InlineData(299.7, "300 ms")]
    public void Milliseconds_Value_HasNoFalseDigits(double? value, string expected) =>
        Assert.Equal(expected, Figures.Milliseconds(value));

    [Theory]
    [InlineData(0, 0, "-")]
    [InlineData(0, 7, "0.0 %")]
    [InlineData(2, 3, "66.7 %")]
    public void Share_OfWhole_IsPercentOrNothing(int part, int whole, string expected) =>
        Assert.Equal(expected, Figures.Share(part, whole));
}

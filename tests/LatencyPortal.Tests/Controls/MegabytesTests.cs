using LatencyPortal.Controls;
using Xunit;

namespace LatencyPortal.Tests.Controls;

public sealed class MegabytesTests
{
    [Theory]
    [InlineData(0, "0 MB")]
    [InlineData(1, "< 0.1 MB")]
    [InlineData(500_000, "0.5 MB")]
    [InlineData(10_400_000, "9.9 MB")]
    [InlineData(10_450_000, "10 MB")]
    [InlineData(67_108_864, "64 MB")]
    [InlineData(4_294_967_296, "4,096 MB")]
    public void Format_Bytes_ReadsWell(long bytes, string expected) => Assert.Equal(expected, Megabytes.Format(bytes));
}

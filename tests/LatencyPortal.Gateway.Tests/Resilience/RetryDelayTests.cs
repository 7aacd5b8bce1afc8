using CsCheck;
using LatencyPortal.Gateway.Resilience;

namespace LatencyPortal.Gateway.Tests.Resilience;

public sealed class RetryDelayTests
{
    [Fact]
    public void Pause_IsARandomPartOfOneThatDoublesUpToALimit() => Gen.Select(Gen.Int[0, 30], Gen.Double[0, 1]).Sample((retries, random) =>
    {
        var most = Math.Min(4000, 250 * Math.Pow(2, retries));
        Assert.Equal(most * random, RetryDelay.Of(retries, null, TimeSpan.Zero, random)!.Value.TotalMilliseconds, tolerance: 0.01);
    });

    [Fact]
    public void PauseThatIsAskedFor_IsKept_AndSpreadSoThatNotAllComeTogether() => Gen.Select(Gen.Double[0, 10], Gen.Double[0, 1]).Sample((seconds, random) =>
    {
        var asked = TimeSpan.FromSeconds(seconds);
        Assert.InRange(RetryDelay.Of(0, asked, TimeSpan.Zero, random)!.Value, asked, asked + TimeSpan.FromMilliseconds(250));
    });

    [Fact]
    public void PauseThatIsTooLong_IsNotWaitedFor() => Assert.Null(RetryDelay.Of(0, TimeSpan.FromSeconds(10.1), TimeSpan.Zero, 0));

    [Fact]
    public void PausesThatAreTooLongTogether_AreNotWaitedFor() => Assert.Null(RetryDelay.Of(1, TimeSpan.FromSeconds(7), TimeSpan.FromSeconds(7), 0));
}

using LatencyPortal.Telemetry;
using LatencyPortal.Testing.Upstream;

namespace LatencyPortal.Gateway.Tests.Faults;

/// <summary>Fault 6: usage that lies costs the answer nothing, and what cannot be true is not recorded.</summary>
public sealed class UsageTests
{
    [Theory]
    [InlineData(FaultKind.UsageMissing, null, null, 16, true)]
    [InlineData(FaultKind.UsageNull, null, null, 16, true)]
    [InlineData(FaultKind.UsageZero, null, null, 16, true)]
    [InlineData(FaultKind.UsageEarly, 24, 16, 16, false)]
    [InlineData(FaultKind.UsageCachedOverInput, 24, null, 16, false)]
    [InlineData(FaultKind.UsageTooLarge, 24, 16, 160, false)] // a chunk may hold many tokens: believed
    public async Task Fault6_LyingUsage_IsUnknownOrEstimated(FaultKind kind, int? input, int? cached, int output, bool estimated)
    {
        await using var fixture = await FaultFixture.StartAsync(new Fault(kind));

        var answer = await fixture.ReadAsync();

        Assert.Equal((fixture.Upstream.Requests[0].TextSent, null), (answer.Text, answer.Failure));
        var record = await fixture.SingleRecordAsync();
        Assert.Equal(
            (RequestOutcome.Completed, input, cached, (int?)output, estimated),
            (record.Outcome, record.InputTokens, record.CachedInputTokens, record.OutputTokens, record.TokensEstimated));
    }
}

using LatencyPortal.Telemetry;
using LatencyPortal.Testing.Upstream;

namespace LatencyPortal.Gateway.Tests.Faults;

/// <summary>Fault 4: errors before an answer and within one.</summary>
public sealed class UpstreamErrorTests
{
    [Fact]
    public async Task Fault4_ErrorAfter200_KeepsTheTextAndFails()
    {
        await using var fixture = await FaultFixture.StartAsync(new Fault(FaultKind.ErrorEvent) { AfterTokens = 3 });

        var answer = await fixture.ReadAsync();

        Assert.Equal((fixture.Upstream.Requests[0].TextSent, ModelErrorKind.ProviderError), (answer.Text, answer.Failure?.Kind));
        Assert.Contains("The upstream broke down.", answer.Failure!.Message, StringComparison.Ordinal);
        Assert.Equal(RequestOutcome.Failed, (await fixture.SingleRecordAsync()).Outcome);
    }

    [Theory]
    [InlineData(FaultKind.CrlfLines)]
    [InlineData(FaultKind.CrLines)]
    [InlineData(FaultKind.MultiLineData)]
    [InlineData(FaultKind.SplitChunks)]
    [InlineData(FaultKind.ByteOrderMark)]
    public async Task Fault4_ErrorAfter200InAnUnusualFrame_SaysWhatTheEndpointSays(FaultKind frame)
    {
        await using var fixture = await FaultFixture.StartAsync(new Fault(FaultKind.ErrorEvent) { AfterTokens = 3 }, new Fault(frame));

        var answer = await fixture.ReadAsync();

        Assert.Equal((fixture.Upstream.Requests[0].TextSent, ModelErrorKind.ProviderError), (answer.Text, answer.Failure?.Kind));
        Assert.Contains("The upstream broke down.", answer.Failure!.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("17", 17)]
    [InlineData("Sun, 01 Mar 2026 12:01:30 GMT", 90)]
    [InlineData("Sun, 01 Mar 2026 11:00:00 GMT", null)]
    [InlineData("soon", null)]
    [InlineData(null, null)]
    public async Task Fault4_TooManyRequests_SaysHowLongToWait(string? header, int? seconds)
    {
        await using var fixture = await FaultFixture.StartAsync(new Fault(FaultKind.Status) { Status = 429, RetryAfter = header });

        var failure = (await fixture.ReadAsync()).Failure;

        Assert.Equal((ModelErrorKind.RateLimited, 429), (failure?.Kind, failure?.StatusCode));
        Assert.Equal(seconds, failure!.RetryAfter?.TotalSeconds);
    }

    [Fact]
    public async Task Fault4_Storm_EveryCallFailsWithItsCauseAndTheCalmAfterItWorks()
    {
        int[] statuses = [500, 502, 503, 529, 429];
        await using var fixture = await FaultFixture.StartAsync(new UpstreamPlan
        {
            Seed = 4,
            Rules =
            [
                new FaultRule
                {
                    Requests = [.. Enumerable.Range(1, 40)],
                    OneOf = true,
                    Faults = [.. statuses.Select(status => new Fault(FaultKind.Status) { Status = status })],
                },
            ],
        });

        var keptAway = 0;
        while (fixture.Upstream.Requests.Count < 40)
        {
            var asked = fixture.Upstream.Requests.Count;
            var failure = (await fixture.ReadAsync()).Failure!;
            if (failure.Kind == ModelErrorKind.ModelUnavailable)
            {
                // The breaker is open: nobody is asked until its pause is over.
                keptAway++;
                Assert.Equal(asked, fixture.Upstream.Requests.Count);
                fixture.Gateway.Time.Advance(failure.RetryAfter!.Value);
                continue;
            }

            Assert.Equal(fixture.Upstream.Requests[asked].Faults[0].Status, failure.StatusCode);
            Assert.Equal(failure.StatusCode == 429 ? ModelErrorKind.RateLimited : ModelErrorKind.ProviderError, failure.Kind);
        }

        Assert.True(keptAway > 5);
        fixture.Gateway.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Null((await fixture.ReadAsync()).Failure);
        Assert.Equal(41, fixture.Upstream.Requests.Count);
        var failed = (await fixture.Gateway.StoredAsync()).Where(record => record.Outcome == RequestOutcome.Failed).ToList();
        Assert.Equal((40, keptAway), (failed.Count(record => record.ErrorKind != "breaker_open"), failed.Count(record => record.ErrorKind == "breaker_open")));
    }
}

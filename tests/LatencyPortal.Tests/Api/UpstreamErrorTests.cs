using System.Net;
using LatencyPortal.Telemetry;
using LatencyPortal.Testing;
using Xunit;

namespace LatencyPortal.Tests.Api;

/// <summary>What goes wrong behind the portal is told by the status, and recorded.</summary>
public sealed class UpstreamErrorTests(ApiFixture portal) : IClassFixture<ApiFixture>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(401, HttpStatusCode.BadGateway, "wrong_key", "wrong_key")]
    [InlineData(429, HttpStatusCode.TooManyRequests, "rate_limit_exceeded", "rate_limited")]
    [InlineData(500, HttpStatusCode.BadGateway, "provider_error", "provider_error")]
    [InlineData(400, HttpStatusCode.BadRequest, "invalid_request", "invalid_request")]
    public async Task Post_EndpointRefuses_IsMapped(int upstream, HttpStatusCode expected, string code, string recorded)
    {
        foreach (var stream in (string[])["true", "false"])
        {
            portal.Endpoint.Enqueue(Script.Error(upstream, "Refused by the script."));

            using var response = await portal.PostAsync(ApiFixture.Body($"\"stream\": {stream}"), Stop);

            Assert.Equal(expected, response.StatusCode);
            Assert.Equal(code, (await ApiFixture.ErrorOfAsync(response, Stop)).GetProperty("code").GetString());
            var record = await portal.RecordOfAsync(response, Stop);
            Assert.Equal((RequestOutcome.Failed, recorded), (record!.Outcome, record.ErrorKind));
        }
    }

    [Theory]
    [InlineData(429)]
    [InlineData(503)]
    public async Task Post_EndpointAsksToWait_PassesItOn(int upstream)
    {
        portal.Endpoint.Enqueue(Script.Error(upstream, "Busy.").Header("Retry-After", "17"));

        using var response = await portal.PostAsync(ApiFixture.Body("\"stream\": true"), Stop);

        Assert.Equal(TimeSpan.FromSeconds(17), response.Headers.RetryAfter?.Delta);
    }

    [Fact]
    public async Task Post_TooLongForTheEndpoint_HasOpenAIsCode()
    {
        portal.Endpoint.Enqueue(Script.Error(
            400, "This model's maximum context length is 4096 tokens. However, you requested 5000 tokens.", code: "context_length_exceeded"));

        using var response = await portal.PostAsync(ApiFixture.Body(), Stop);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        var error = await ApiFixture.ErrorOfAsync(response, Stop);
        Assert.Equal(("context_length_exceeded", "messages"), (error.GetProperty("code").GetString(), error.GetProperty("param").GetString()));
        Assert.Contains("5000", error.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Post_BreaksBeforeTheEnd_NotStreamed_Is502()
    {
        portal.Endpoint.Enqueue(Script.Answer().Token("Half of").WithoutDone());

        using var response = await portal.PostAsync(ApiFixture.Body(), Stop);

        Assert.Equal(HttpStatusCode.BadGateway, response.StatusCode);
        Assert.Equal("broken_stream", (await ApiFixture.ErrorOfAsync(response, Stop)).GetProperty("code").GetString());
    }

    [Fact]
    public async Task Post_BreaksBeforeTheEnd_Streamed_KeepsTextAndEndsWithAnErrorEvent()
    {
        var seen = new Gate();
        portal.Endpoint.Enqueue(Script.Answer().Token("Half of").Wait(seen).Abort());

        using var response = await portal.PostAsync(ApiFixture.Body("\"stream\": true"), Stop);
        seen.Open(); // the headers are here, so the first token has come through
        var events = await response.Content.ReadAsStringAsync(Stop);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Contains("Half of", events, StringComparison.Ordinal);
        Assert.StartsWith("data: {\"error\":", events.TrimEnd().Split("\n\n")[^1], StringComparison.Ordinal);
        Assert.DoesNotContain("[DONE]", events, StringComparison.Ordinal);
    }
}

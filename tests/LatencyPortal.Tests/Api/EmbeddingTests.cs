using System.Net;
using System.Text;
using LatencyPortal.Telemetry;
using LatencyPortal.Testing;
using LatencyPortal.Tests.Shared;
using Xunit;

namespace LatencyPortal.Tests.Api;

/// <summary>Embeddings go to the endpoint and come back as they are, but for the model's name.</summary>
public sealed class EmbeddingTests(ApiFixture portal) : IClassFixture<ApiFixture>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Post_Request_GoesAndComesAsItIs()
    {
        portal.Endpoint.Enqueue(Script.Status(200, """{"object": "list", "data": [{"object":"embedding","index":0,"embedding":[0.10, -2e-3]}], "model" : "scripted-v2", "usage": {"prompt_tokens": 4, "total_tokens": 4}, "extra": "model"}"""));

        using var response = await SendAsync($$"""{"input": ["a", "b"], "model": "{{PortalFactory.Model}}", "speed": null, "dimensions": 2, "odd\u006eess": [1.50], "encoding_format": "float"}""");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(
            """{"model":"scripted","input": ["a", "b"],"dimensions": 2,"odd\u006eess": [1.50],"encoding_format": "float"}""",
            portal.Endpoint.Requests[^1].Body);
        Assert.Equal(
            """{"object": "list", "data": [{"object":"embedding","index":0,"embedding":[0.10, -2e-3]}], "model" : "test/scripted", "usage": {"prompt_tokens": 4, "total_tokens": 4}, "extra": "model"}""",
            await response.Content.ReadAsStringAsync(Stop));
        Assert.Equal("test", response.Headers.GetValues("x-latency-route").Single());
        var record = await portal.RecordOfAsync(response, Stop);
        Assert.Equal((RequestOutcome.Completed, "api", PortalFactory.Model, false, 4, null), (record!.Outcome, record.Source, record.Model, record.Streamed, record.InputTokens, record.OutputTokens));
        Assert.Null(record.TimePerOutputToken);
        Assert.NotNull(record.Stamps.EndToEnd);
    }

    [Fact]
    public async Task GenerateEmbedding_OfficialClient_ReadsNumbers()
    {
        // The client asks for base 64.
        var numbers = Convert.ToBase64String([.. BitConverter.GetBytes(0.5f), .. BitConverter.GetBytes(-1f)]);
        portal.Endpoint.Enqueue(Script.Status(200, $$$"""{"object": "list", "data": [{"object": "embedding", "index": 0, "embedding": "{{{numbers}}}"}], "model": "scripted", "usage": {"prompt_tokens": 1, "total_tokens": 1}}"""));

        var embedding = await portal.OpenAI.GetEmbeddingClient(PortalFactory.Model).GenerateEmbeddingAsync("Hi", cancellationToken: Stop);

        Assert.Equal([0.5f, -1f], embedding.Value.ToFloats().ToArray());
    }

    [Theory]
    [InlineData(429, HttpStatusCode.TooManyRequests, "rate_limit_exceeded")]
    [InlineData(500, HttpStatusCode.BadGateway, "provider_error")]
    [InlineData(401, HttpStatusCode.BadGateway, "wrong_key")]
    [InlineData(400, HttpStatusCode.BadRequest, "invalid_request")]
    public async Task Post_EndpointRefuses_IsMappedAndRecorded(int upstream, HttpStatusCode expected, string code)
    {
        portal.Endpoint.Enqueue(Script.Error(upstream, "Refused by the script."));

        using var response = await SendAsync($$"""{"input": "a", "model": "{{PortalFactory.Model}}"}""");

        Assert.Equal(expected, response.StatusCode);
        Assert.Equal(code, (await ApiFixture.ErrorOfAsync(response, Stop)).GetProperty("code").GetString());
        Assert.Equal(RequestOutcome.Failed, (await portal.RecordOfAsync(response, Stop))!.Outcome);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{\"data\": [")]
    [InlineData("no JSON")]
    public async Task Post_AnswerThatIsNone_Is502(string answer)
    {
        portal.Endpoint.Enqueue(Script.Status(200, answer));

        using var response = await SendAsync($$"""{"input": "a", "model": "{{PortalFactory.Model}}"}""");

        Assert.Equal(HttpStatusCode.BadGateway, response.StatusCode);
        await ApiFixture.ErrorOfAsync(response, Stop);
    }

    [Theory]
    [InlineData("{\"model\": \"test/scripted\"}", HttpStatusCode.BadRequest, "input")]
    [InlineData("{\"input\": \"a\"}", HttpStatusCode.BadRequest, "model")]
    [InlineData("{\"input\": \"a\", \"model\": \"no/such\"}", HttpStatusCode.NotFound, "model")]
    public async Task Post_BadRequest_NamesTheField(string body, HttpStatusCode status, string param)
    {
        using var response = await SendAsync(body);

        Assert.Equal(status, response.StatusCode);
        Assert.Equal(param, (await ApiFixture.ErrorOfAsync(response, Stop)).GetProperty("param").GetString());
    }

    [Fact]
    public async Task Post_ClientGoesAway_CancelsTheCall()
    {
        portal.Endpoint.Enqueue(Script.Answer().Hang());
        var before = portal.Endpoint.Requests.Count;
        using var leave = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        var call = SendAsync($$"""{"input": "a", "model": "{{PortalFactory.Model}}"}""", leave.Token);
        var upstream = await portal.Endpoint.WaitForRequestAsync(before + 1, Stop);

        await leave.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await upstream.ClientLeftAsync(Stop);
    }

    private Task<HttpResponseMessage> SendAsync(string body, CancellationToken? cancellationToken = null) => portal.Http.PostAsync(
        new Uri("/v1/embeddings", UriKind.Relative), new StringContent(body, Encoding.UTF8, "application/json"), cancellationToken ?? Stop);
}

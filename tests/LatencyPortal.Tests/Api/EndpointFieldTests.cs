using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using LatencyPortal.Testing;
using Xunit;

namespace LatencyPortal.Tests.Api;

/// <summary>Fields that go to an endpoint as they came, and what it answers to them.</summary>
public sealed class EndpointFieldTests(ApiFixture portal) : IClassFixture<ApiFixture>
{
    private const string Logprobs =
        """{"content": [{"token": "Hi", "logprob": -0.25, "bytes": [72, 105], "top_logprobs": [{"token": "Hi", "logprob": -0.25, "bytes": [72, 105]}, {"token": "<eos>", "logprob": -9999.0, "bytes": null}]}]}""";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Post_Fields_ReachTheEndpointAsTheyCame()
    {
        var before = portal.Endpoint.Requests.Count;

        using var response = await portal.PostAsync(
            ApiFixture.Body("\"logprobs\": true, \"top_logprobs\": 2, \"logit_bias\": [[15, -1.5]], \"top_k\": 40, \"min_p\": 0.05, \"repetition_penalty\": 12.5"), Stop);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var sent = portal.Endpoint.Requests[before].Json;
        Assert.True(sent.GetProperty("logprobs").GetBoolean());
        Assert.Equal(2, sent.GetProperty("top_logprobs").GetInt32());
        Assert.Equal("[[15,-1.5]]", JsonSerializer.Serialize(sent.GetProperty("logit_bias")));
        Assert.Equal(40, sent.GetProperty("top_k").GetInt32());
        Assert.Equal("0.05", sent.GetProperty("min_p").GetRawText());
        Assert.Equal("12.5", sent.GetProperty("repetition_penalty").GetRawText());
    }

    [Theory]
    [InlineData("\"top_k\"", "\"many\"")]
    [InlineData("\"logit_bias\"", "{\"\\ud800\": [1e400]}")]
    public async Task Post_FieldThatOnlyAnEndpointCanJudge_IsPassedOn(string name, string value)
    {
        var before = portal.Endpoint.Requests.Count;

        using var response = await portal.PostAsync(ApiFixture.Body($"{name}: {value}"), Stop);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Contains($"{name}:{value}", portal.Endpoint.Requests[before].Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Post_FieldsThatAskForNothing_AreLeftOut()
    {
        var before = portal.Endpoint.Requests.Count;

        using var response = await portal.PostAsync(ApiFixture.Body("\"logprobs\": false, \"logit_bias\": {}, \"top_k\": null"), Stop);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var names = portal.Endpoint.Requests[before].Json.EnumerateObject().Select(field => field.Name).ToList();
        Assert.DoesNotContain("logprobs", names);
        Assert.DoesNotContain("logit_bias", names);
        Assert.DoesNotContain("top_k", names);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Post_LogprobsOfTheEndpoint_AreRelayed(bool stream)
    {
        portal.Endpoint.Enqueue(Script.Answer().Raw(Chunk("Hi", Logprobs)).Finish().Usage(3, 1));

        using var response = await portal.PostAsync(ApiFixture.Body($"\"logprobs\": true, \"top_logprobs\": 2, \"stream\": {(stream ? "true" : "false")}"), Stop);

        var logprobs = stream
            ? (await ChoicesAsync(response)).Select(choice => choice.GetProperty("logprobs")).Single(one => one.ValueKind == JsonValueKind.Object)
            : (await response.Content.ReadFromJsonAsync<JsonElement>(Stop)).GetProperty("choices")[0].GetProperty("logprobs");
        var token = logprobs.GetProperty("content")[0];
        Assert.Equal(("Hi", -0.25), (token.GetProperty("token").GetString(), token.GetProperty("logprob").GetDouble()));
        Assert.Equal("[72,105]", token.GetProperty("bytes").GetRawText());
        var last = token.GetProperty("top_logprobs")[1];
        Assert.Equal(("<eos>", -9999, JsonValueKind.Null), (last.GetProperty("token").GetString(), last.GetProperty("logprob").GetDouble(), last.GetProperty("bytes").ValueKind));
    }

    [Fact]
    public async Task Post_LogprobsWithoutText_AreRelayedInAStream()
    {
        portal.Endpoint.Enqueue(Script.Answer().Raw(Chunk("", Logprobs)).Token("Hi").Finish().Usage(3, 1));

        using var response = await portal.PostAsync(ApiFixture.Body("\"logprobs\": true, \"stream\": true"), Stop);

        Assert.Single(await ChoicesAsync(response), choice => choice.GetProperty("logprobs").ValueKind == JsonValueKind.Object);
    }

    [Fact]
    public async Task Post_EndpointWithoutLogprobs_GivesNull()
    {
        portal.Endpoint.Enqueue(Script.Answer("Hi"));

        using var response = await portal.PostAsync(ApiFixture.Body("\"logprobs\": true"), Stop);

        var answer = await response.Content.ReadFromJsonAsync<JsonElement>(Stop);
        Assert.Equal(JsonValueKind.Null, answer.GetProperty("choices")[0].GetProperty("logprobs").ValueKind);
    }

    [Fact]
    public async Task Post_EndpointRefusesAField_Is400WithItsReason()
    {
        portal.Endpoint.Enqueue(Script.Error(400, "logprobs is not supported with this model."));

        using var response = await portal.PostAsync(ApiFixture.Body("\"logprobs\": true"), Stop);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("logprobs is not supported", (await ApiFixture.ErrorOfAsync(response, Stop)).GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    private static string Chunk(string text, string logprobs) =>
        $$$"""data: {"id": "c", "object": "chat.completion.chunk", "created": 1700000000, "model": "scripted", "choices": [{"index": 0, "delta": {"content": "{{{text}}}"}, "logprobs": {{{logprobs}}}, "finish_reason": null}]}{{{"\n\n"}}}""";

    private static async Task<List<JsonElement>> ChoicesAsync(HttpResponseMessage response) =>
        [.. (await response.Content.ReadAsStringAsync(Stop)).Split('\n').Where(line => line.StartsWith("data: {", StringComparison.Ordinal))
            .Select(line => JsonSerializer.Deserialize<JsonElement>(line[6..]).GetProperty("choices")).Where(choices => choices.GetArrayLength() > 0)
            .Select(choices => choices[0])];
}

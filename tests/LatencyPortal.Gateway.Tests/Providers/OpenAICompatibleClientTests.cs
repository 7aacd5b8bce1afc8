using System.Text.Json;
using LatencyPortal.Telemetry;
using LatencyPortal.Testing;
using Microsoft.Extensions.AI;

namespace LatencyPortal.Gateway.Tests.Providers;

public sealed class OpenAICompatibleClientTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task GetStreamingResponseAsync_GoodAnswer_GivesTextUsageAndFinish()
    {
        await using var fixture = await GatewayFixture.StartAsync();
        fixture.Endpoint.Enqueue(Script.Answer().Role().Tokens("Hel", "lo ", "wörld 🌍").Finish().Usage(12, 3, cached: 8, reasoning: 1));

        var answer = await fixture.ReadAsync();

        Assert.Null(answer.Failure);
        Assert.Equal("Hello wörld 🌍", answer.Text);
        var record = answer.Record;
        Assert.Equal(RequestOutcome.Completed, record.Outcome);
        Assert.Equal(("stop", 12, 8, 3, 1, false), (record.FinishReason, record.InputTokens, record.CachedInputTokens, record.OutputTokens, record.ReasoningTokens, record.TokensEstimated));
        Assert.Equal(("lab/scripted", "lab", "chat", true), (record.Model, record.Endpoint, record.Source, record.Streamed));
        Assert.Equal(record.Id, Assert.Single(await fixture.StoredAsync()).Id);
    }

    [Fact]
    public async Task GetStreamingResponseAsync_Options_ArriveAtTheEndpoint()
    {
        await using var fixture = await GatewayFixture.StartAsync();
        var options = fixture.NewContext().Attach(new ChatOptions
        {
            Temperature = 0.5f,
            TopP = 0.9f,
            Seed = 42,
            MaxOutputTokens = 77,
            StopSequences = ["END"],
        });

        await fixture.Client("lab/org/with/slashes").GetResponseAsync(
            [new ChatMessage(ChatRole.System, "Be brief."), new ChatMessage(ChatRole.User, "Hi")], options, Token);

        var request = Assert.Single(fixture.Endpoint.Requests);
        Assert.Equal("Bearer " + GatewayFixture.Key, request.Headers["Authorization"]);
        var json = request.Json;
        Assert.Equal("org/with/slashes", json.GetProperty("model").GetString());
        Assert.True(json.GetProperty("stream").GetBoolean());
        Assert.True(json.GetProperty("stream_options").GetProperty("include_usage").GetBoolean());
        Assert.Equal(77, json.GetProperty("max_tokens").GetInt32());
        Assert.False(json.TryGetProperty("max_completion_tokens", out _));
        Assert.Equal(42, json.GetProperty("seed").GetInt32());
        Assert.Equal("END", json.GetProperty("stop")[0].GetString());
        Assert.Equal(2, json.GetProperty("messages").GetArrayLength());
        Assert.DoesNotContain(RequestContext.Key, request.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GetStreamingResponseAsync_AnswerThatGoesOn_IsAskedForInWords()
    {
        await using var fixture = await GatewayFixture.StartAsync();

        await fixture.Client("lab/scripted").GetResponseAsync(
            [new ChatMessage(ChatRole.User, "Hi"), new ChatMessage(ChatRole.Assistant, "Hel")], new CallExtras { GoesOn = true }.Attach(fixture.NewContext().Attach()), Token);

        var sent = fixture.Endpoint.Requests[^1].Json.GetProperty("messages").EnumerateArray().ToList();
        Assert.Equal(["user", "assistant", "user"], sent.Select(message => message.GetProperty("role").GetString()));
        Assert.Contains("Go on exactly where it stopped", sent[2].GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task GetStreamingResponseAsync_EndpointFields_AreSentAndTypedOnesAreNot()
    {
        await using var fixture = await GatewayFixture.StartAsync();
        fixture.Endpoint.Enqueue(Script.Error(400, "Unrecognized request argument supplied: stream_options"));
        var extras = new CallExtras
        {
            MinP = 0.5,
            EndpointFields = new Dictionary<string, JsonElement> { ["top_k"] = JsonSerializer.Deserialize<JsonElement>("40"), ["logit_bias"] = JsonSerializer.Deserialize<JsonElement>("{\"5\": -100}") },
        };

        await fixture.Client().GetResponseAsync([new ChatMessage(ChatRole.User, "Hi")], extras.Attach(), Token);

        Assert.Equal(2, fixture.Endpoint.Requests.Count);
        Assert.All(fixture.Endpoint.Requests, request =>
        {
            Assert.Equal(40, request.Json.GetProperty("top_k").GetInt32());
            Assert.Equal(-100, request.Json.GetProperty("logit_bias").GetProperty("5").GetInt32());
            Assert.False(request.Json.TryGetProperty("min_p", out _));
            Assert.DoesNotContain(CallExtras.Key, request.Body, StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task GetStreamingResponseAsync_StreamOptionsRefused_AsksAgainWithoutAndRemembers()
    {
        await using var fixture = await GatewayFixture.StartAsync();
        fixture.Endpoint.Enqueue(Script.Error(400, "Unrecognized request argument supplied: stream_options"));
        fixture.Endpoint.Enqueue(Script.Answer().Tokens("a", "b").Finish());
        fixture.Endpoint.Enqueue(Script.Answer().Tokens("c").Finish());

        var first = await fixture.ReadAsync();
        var second = await fixture.ReadAsync();

        Assert.Equal(("ab", null, "c", null), (first.Text, first.Failure, second.Text, second.Failure));
        Assert.Equal((2, true), (first.Record.OutputTokens, first.Record.TokensEstimated));
        Assert.Equal(3, fixture.Endpoint.Requests.Count);
        Assert.False(fixture.Endpoint.Requests[1].Json.TryGetProperty("stream_options", out _));
        Assert.False(fixture.Endpoint.Requests[2].Json.TryGetProperty("stream_options", out _));
    }
}

using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using LatencyPortal.Testing;
using LatencyPortal.Tests.Shared;
using Xunit;

namespace LatencyPortal.Tests.Api;

/// <summary>Tools and pictures on their way to an endpoint, and its tool calls on their way back.</summary>
public sealed class ToolTests(ApiFixture portal) : IClassFixture<ApiFixture>
{
    private const string Tools =
        """[{"type":"function","function":{"name":"get_weather","description":"Weather of a place.","parameters":{"type":"object","properties":{"z":{"type":"string"},"a":{"type":"integer"}},"required":["z"],"additionalProperties":{"type":"string"}},"strict":true}}]""";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("\"auto\"")]
    [InlineData("\"none\"")]
    [InlineData("\"required\"")]
    [InlineData("{\"type\":\"function\",\"function\":{\"name\":\"get_weather\"}}")]
    public async Task Post_Tools_ReachTheEndpointAsTheyCame(string choice)
    {
        var sent = await SentAsync(ApiFixture.Body($"\"tools\": {Tools}, \"tool_choice\": {choice}, \"parallel_tool_calls\": false"));

        Assert.Equal(Tools, sent.GetProperty("tools").GetRawText());
        Assert.Equal(choice, sent.GetProperty("tool_choice").GetRawText());
        Assert.False(sent.GetProperty("parallel_tool_calls").GetBoolean());
    }

    [Fact]
    public async Task Post_NoTools_SendsNoChoiceEither()
    {
        var sent = await SentAsync(ApiFixture.Body("\"tools\": [], \"tool_choice\": \"auto\", \"parallel_tool_calls\": true"));

        Assert.DoesNotContain(sent.EnumerateObject(), field => field.Name is "tools" or "tool_choice" or "parallel_tool_calls");
    }

    [Fact]
    public async Task Post_ToolMessages_ReachTheEndpointToTheByte()
    {
        // The second call's arguments are what a model broke off.
        var sent = await SentAsync($$$"""
            {"model": "{{{PortalFactory.Model}}}", "tools": {{{Tools}}}, "messages": [
              {"role": "user", "content": "Weather?"},
              {"role": "assistant", "content": null, "tool_calls": [
                {"id": "call_1", "type": "function", "function": {"name": "get_weather", "arguments": "{\"z\":  \"Ulm\"}"}},
                {"id": "call_2", "type": "function", "function": {"name": "get_weather", "arguments": "{\"z\": "}}]},
              {"role": "tool", "tool_call_id": "call_1", "content": "Sun"},
              {"role": "tool", "tool_call_id": "call_2", "content": [{"type": "text", "text": "Ra"}, {"type": "text", "text": "in"}]},
              {"role": "assistant", "content": "One more.", "tool_calls": [{"id": "call_3", "type": "function", "function": {"name": "get_weather", "arguments": ""}}]},
              {"role": "tool", "tool_call_id": "call_3", "content": ""}]}
            """);

        var messages = sent.GetProperty("messages").EnumerateArray().ToList();
        Assert.Equal(["user", "assistant", "tool", "tool", "assistant", "tool"], messages.Select(message => message.GetProperty("role").GetString()));
        var calls = messages[1].GetProperty("tool_calls").EnumerateArray().ToList();
        Assert.Equal(["{\"z\":  \"Ulm\"}", "{\"z\": "], calls.Select(call => call.GetProperty("function").GetProperty("arguments").GetString()));
        Assert.Equal(["call_1", "call_2"], calls.Select(call => call.GetProperty("id").GetString()));
        Assert.Equal(("call_1", "Sun"), (messages[2].GetProperty("tool_call_id").GetString(), messages[2].GetProperty("content").GetString()));
        Assert.Equal(("call_2", "Rain"), (messages[3].GetProperty("tool_call_id").GetString(), messages[3].GetProperty("content").GetString()));
        Assert.Contains("One more.", messages[4].GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Post_Images_ReachTheEndpointInTheirPlace()
    {
        var sent = await SentAsync($$$"""
            {"model": "{{{PortalFactory.Model}}}", "messages": [{"role": "user", "content": [
              {"type": "text", "text": "What is "}, {"type": "text", "text": "this?"},
              {"type": "image_url", "image_url": {"url": "data:image/png;base64,iVBORw0KGgo="}},
              {"type": "text", "text": "And this?"},
              {"type": "image_url", "image_url": {"url": "https://pictures.test/cat.jpg?x=1", "detail": "low"}}]}]}
            """);

        var parts = sent.GetProperty("messages")[0].GetProperty("content").EnumerateArray().ToList();
        Assert.Equal(["text", "text", "image_url", "text", "image_url"], parts.Select(part => part.GetProperty("type").GetString()));
        Assert.Equal(["What is ", "this?"], parts.Take(2).Select(part => part.GetProperty("text").GetString()));
        Assert.Equal("data:image/png;base64,iVBORw0KGgo=", parts[2].GetProperty("image_url").GetProperty("url").GetString());
        Assert.Equal(("https://pictures.test/cat.jpg?x=1", "low"), (parts[4].GetProperty("image_url").GetProperty("url").GetString(), parts[4].GetProperty("image_url").GetProperty("detail").GetString()));
    }

    [Fact]
    public async Task Post_ToolCalls_ComeWhole()
    {
        portal.Endpoint.Enqueue(TwoCalls());

        using var response = await portal.PostAsync(ApiFixture.Body($"\"tools\": {Tools}"), Stop);

        var choice = (await response.Content.ReadFromJsonAsync<JsonElement>(Stop)).GetProperty("choices")[0];
        Assert.Equal("tool_calls", choice.GetProperty("finish_reason").GetString());
        Assert.Equal(JsonValueKind.Null, choice.GetProperty("message").GetProperty("content").ValueKind);
        Assert.Equal(
            """[{"id":"call_1","type":"function","function":{"arguments":"{\u0022z\u0022:  \u0022Ulm\u0022}","name":"get_weather"}},{"id":"call_2","type":"function","function":{"arguments":"{}","name":"get_time"}}]""",
            choice.GetProperty("message").GetProperty("tool_calls").GetRawText());
    }

    [Fact]
    public async Task Stream_ToolCalls_ComePieceByPiece()
    {
        var more = new Gate();
        portal.Endpoint.Enqueue(Script.Answer()
            .Delta("""{"tool_calls": [{"index": 0, "id": "call_1", "type": "function", "function": {"name": "get_weather", "arguments": ""}}]}""")
            .Delta("""{"tool_calls": [{"index": 0, "function": {"arguments": "{\"z\":"}}]}""")
            .Wait(more)
            .Delta("""{"tool_calls": [{"index": 0, "function": {"arguments": "  \"Ulm\"}"}}]}""")
            .Finish("tool_calls").Usage(9, 5));

        using var response = await portal.PostAsync(ApiFixture.Body($"\"stream\": true, \"tools\": {Tools}"), Stop);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(Stop));
        var deltas = new List<JsonElement>();
        string? finish = null;
        while (await reader.ReadLineAsync(Stop) is { } line)
        {
            if (!line.StartsWith("data: {", StringComparison.Ordinal))
                continue;
            var choice = JsonSerializer.Deserialize<JsonElement>(line[6..]).GetProperty("choices")[0];
            finish = choice.GetProperty("finish_reason").GetString() ?? finish;
            if (choice.GetProperty("delta").TryGetProperty("tool_calls", out var calls))
                deltas.AddRange(calls.EnumerateArray());
            if (deltas.Count == 2)
                more.Open(); // the rest is only sent because the first pieces have come through
        }

        Assert.Equal("tool_calls", finish);
        Assert.All(deltas, delta => Assert.Equal(0, delta.GetProperty("index").GetInt32()));
        Assert.Equal(("call_1", "function", "get_weather"), (deltas[0].GetProperty("id").GetString(), deltas[0].GetProperty("type").GetString(), deltas[0].GetProperty("function").GetProperty("name").GetString()));
        Assert.All(deltas.Skip(1), delta => Assert.False(delta.TryGetProperty("id", out _)));
        Assert.Equal("{\"z\":  \"Ulm\"}", string.Concat(deltas.Select(delta => delta.GetProperty("function").GetProperty("arguments").GetString())));
    }

    [Fact]
    public async Task Post_EveryCallWithTheSameIndex_AreSeveralCalls()
    {
        // As some gateways send them: whole calls, all of index 0.
        portal.Endpoint.Enqueue(Script.Answer()
            .Delta("""{"tool_calls": [{"index": 0, "id": "a", "type": "function", "function": {"name": "f", "arguments": "{}"}}]}""")
            .Delta("""{"tool_calls": [{"index": 0, "id": "b", "type": "function", "function": {"name": "g", "arguments": "{\"x\": 1}"}}]}""")
            .Finish("tool_calls").Usage(1, 1));

        using var response = await portal.PostAsync(ApiFixture.Body($"\"tools\": {Tools}"), Stop);

        var calls = (await response.Content.ReadFromJsonAsync<JsonElement>(Stop)).GetProperty("choices")[0].GetProperty("message").GetProperty("tool_calls");
        Assert.Equal(["f{}", "g{\"x\": 1}"], calls.EnumerateArray().Select(call => call.GetProperty("function")).Select(f => f.GetProperty("name").GetString() + f.GetProperty("arguments").GetString()));
    }

    [Fact]
    public async Task Post_FieldsOfProviders_ReachTheEndpoint()
    {
        var sent = await SentAsync(ApiFixture.Body(
            "\"reasoning_effort\": \"xhigh\", \"prediction\": {\"type\": \"content\", \"content\": \"abc\"}, \"service_tier\": \"flex\", \"user\": \"u1\", \"metadata\": {\"k\": \"v\"}, \"store\": true, \"prompt_cache_key\": \"key\", \"verbosity\": \"low\""));

        Assert.Equal("xhigh", sent.GetProperty("reasoning_effort").GetString());
        Assert.Equal("abc", sent.GetProperty("prediction").GetProperty("content").GetString());
        Assert.Equal("flex", sent.GetProperty("service_tier").GetString());
        Assert.Equal("u1", sent.GetProperty("user").GetString());
        Assert.Equal("v", sent.GetProperty("metadata").GetProperty("k").GetString());
        Assert.True(sent.GetProperty("store").GetBoolean());
        Assert.Equal("key", sent.GetProperty("prompt_cache_key").GetString());
        Assert.Equal("low", sent.GetProperty("verbosity").GetString());
    }

    [Fact]
    public async Task Post_PredictedTokens_AreInTheUsage()
    {
        portal.Endpoint.Enqueue(Script.Answer().Token("a").Finish().Raw(
            """data: {"id": "c", "object": "chat.completion.chunk", "created": 1, "model": "m", "choices": [], "usage": {"prompt_tokens": 5, "completion_tokens": 9, "total_tokens": 14, "completion_tokens_details": {"reasoning_tokens": 2, "accepted_prediction_tokens": 4, "rejected_prediction_tokens": 3}}}""" + "\n\n"));

        using var response = await portal.PostAsync(ApiFixture.Body("\"prediction\": {\"type\": \"content\", \"content\": \"abc\"}"), Stop);

        var usage = (await response.Content.ReadFromJsonAsync<JsonElement>(Stop)).GetProperty("usage");
        Assert.Equal("""{"reasoning_tokens":2,"accepted_prediction_tokens":4,"rejected_prediction_tokens":3}""", usage.GetProperty("completion_tokens_details").GetRawText());
    }

    private static Script TwoCalls() => Script.Answer()
        .Delta("""{"tool_calls": [{"index": 0, "id": "call_1", "type": "function", "function": {"name": "get_weather", "arguments": "{\"z\":"}}]}""")
        .Delta("""{"tool_calls": [{"index": 0, "function": {"arguments": "  \"Ulm\"}"}}]}""")
        .Delta("""{"tool_calls": [{"index": 1, "id": "call_2", "type": "function", "function": {"name": "get_time", "arguments": "{}"}}]}""")
        .Finish("tool_calls").Usage(9, 5);

    private async Task<JsonElement> SentAsync(string body)
    {
        var before = portal.Endpoint.Requests.Count;
        using var response = await portal.PostAsync(body, Stop);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return portal.Endpoint.Requests[before].Json;
    }
}

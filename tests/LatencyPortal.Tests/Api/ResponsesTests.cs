using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using LatencyPortal.Testing;
using LatencyPortal.Tests.Shared;
using Xunit;

namespace LatencyPortal.Tests.Api;

/// <summary>The Responses API as it goes over the wire.</summary>
public sealed class ResponsesTests(ApiFixture portal) : IClassFixture<ApiFixture>
{
    private const string Tool = """{"type": "function", "name": "get_weather", "description": "Weather.", "parameters": {"type": "object", "properties": {"place": {"type": "string"}}, "additionalProperties": false}, "strict": true}""";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Post_Text_IsAMessageWithUsage()
    {
        portal.Endpoint.Enqueue(Script.Answer().Reasoning("Hm.").Tokens("Hel", "lo").Finish().Usage(12, 5, cached: 8, reasoning: 2));

        var response = await AskAsync("\"input\": \"Hi\", \"instructions\": \"Be brief.\", \"temperature\": 0.7, \"metadata\": {\"k\": \"v\"}, \"store\": false");

        Assert.Equal(("response", "completed", PortalFactory.Model), (Text(response, "object"), Text(response, "status"), Text(response, "model")));
        Assert.StartsWith("resp_", Text(response, "id"), StringComparison.Ordinal);
        Assert.Equal("Be brief.", Text(response, "instructions"));
        Assert.Equal(0.7, response.GetProperty("temperature").GetDouble());
        Assert.Equal("v", response.GetProperty("metadata").GetProperty("k").GetString());
        Assert.False(response.GetProperty("store").GetBoolean());
        var output = response.GetProperty("output").EnumerateArray().ToList();
        Assert.Equal(["reasoning", "message"], output.Select(item => Text(item, "type")));
        Assert.Equal("Hm.", Text(output[0].GetProperty("content")[0], "text"));
        Assert.Equal(("output_text", "Hello"), (Text(output[1].GetProperty("content")[0], "type"), Text(output[1].GetProperty("content")[0], "text")));
        Assert.Equal(
            """{"input_tokens":12,"input_tokens_details":{"cached_tokens":8},"output_tokens":5,"output_tokens_details":{"reasoning_tokens":2},"total_tokens":17}""",
            response.GetProperty("usage").GetRawText());
        var sent = portal.Endpoint.Requests[^1].Json.GetProperty("messages").EnumerateArray().Select(message => Text(message, "role"));
        Assert.Equal(["system", "user"], sent);
    }

    [Fact]
    public async Task Post_Conversation_ReachesTheEndpointAsAChat()
    {
        await AskAsync($$"""
            "tools": [{{Tool}}], "tool_choice": {"type": "function", "name": "get_weather"}, "parallel_tool_calls": false, "max_output_tokens": 50,
            "reasoning": {"effort": "low"}, "prompt_cache_key": "key", "text": {"format": {"type": "json_schema", "name": "w", "schema": {"type": "object"} }, "verbosity": "low"},
            "input": [
              {"role": "developer", "content": "Rules."},
              {"type": "message", "role": "user", "content": [{"type": "input_text", "text": "What is "}, {"type": "input_text", "text": "this?"}, {"type": "input_image", "image_url": "https://pictures.test/a.png", "detail": "high"}]},
              {"type": "reasoning", "id": "rs_1", "summary": []},
              {"type": "message", "role": "assistant", "content": [{"type": "output_text", "text": "I look."}]},
              {"type": "function_call", "call_id": "c1", "name": "get_weather", "arguments": "{\"place\":  \"Ulm\"}"},
              {"type": "function_call", "call_id": "c2", "name": "get_weather", "arguments": "{}"},
              {"type": "function_call_output", "call_id": "c1", "output": "Sun"},
              {"type": "function_call_output", "call_id": "c2", "output": [{"type": "input_text", "text": "Rain"}]}]
            """);

        var sent = portal.Endpoint.Requests[^1].Json;
        var messages = sent.GetProperty("messages").EnumerateArray().ToList();
        Assert.Equal(["system", "user", "assistant", "tool", "tool"], messages.Select(message => Text(message, "role")));
        Assert.Equal(["text", "image_url"], messages[1].GetProperty("content").EnumerateArray().Select(part => Text(part, "type")));
        Assert.Equal("What is this?", Text(messages[1].GetProperty("content")[0], "text"));
        Assert.Equal(["c1", "c2"], messages[2].GetProperty("tool_calls").EnumerateArray().Select(call => Text(call, "id")));
        Assert.Equal("{\"place\":  \"Ulm\"}", Text(messages[2].GetProperty("tool_calls")[0].GetProperty("function"), "arguments"));
        Assert.Equal("Rain", Text(messages[4], "content"));
        Assert.Equal("""{"type": "object", "properties": {"place": {"type": "string"}}, "additionalProperties": false}""", sent.GetProperty("tools")[0].GetProperty("function").GetProperty("parameters").GetRawText());
        Assert.True(sent.GetProperty("tools")[0].GetProperty("function").GetProperty("strict").GetBoolean());
        Assert.Equal("get_weather", Text(sent.GetProperty("tool_choice").GetProperty("function"), "name"));
        Assert.False(sent.GetProperty("parallel_tool_calls").GetBoolean());
        Assert.Equal(("low", "key", "low"), (Text(sent, "reasoning_effort"), Text(sent, "prompt_cache_key"), Text(sent, "verbosity")));
        Assert.Equal("json_schema", Text(sent.GetProperty("response_format"), "type"));
        Assert.Contains(sent.EnumerateObject(), field => field.Name is "max_tokens" or "max_completion_tokens" && field.Value.GetInt32() == 50);
    }

    [Fact]
    public async Task Stream_ThoughtsTextAndCalls_HaveTheFullSequence()
    {
        portal.Endpoint.Enqueue(Script.Answer().Reasoning("Hm.").Tokens("Hel", "lo")
            .Delta("""{"tool_calls": [{"index": 0, "id": "c1", "type": "function", "function": {"name": "get_weather", "arguments": ""}}]}""")
            .Delta("""{"tool_calls": [{"index": 0, "function": {"arguments": "{\"place\":"}}]}""")
            .Delta("""{"tool_calls": [{"index": 0, "function": {"arguments": "\"Ulm\"}"}}]}""")
            .Finish("tool_calls").Usage(5, 6));

        var events = await EventsAsync($"\"input\": \"Hi\", \"stream\": true, \"tools\": [{Tool}]");

        Assert.Equal(
        [
            "response.created", "response.in_progress",
            "response.output_item.added", "response.content_part.added", "response.reasoning_text.delta",
            "response.reasoning_text.done", "response.content_part.done", "response.output_item.done",
            "response.output_item.added", "response.content_part.added", "response.output_text.delta", "response.output_text.delta",
            "response.output_text.done", "response.content_part.done", "response.output_item.done",
            "response.output_item.added", "response.function_call_arguments.delta", "response.function_call_arguments.delta",
            "response.function_call_arguments.done", "response.output_item.done",
            "response.completed",
        ], events.Select(one => Text(one, "type")));
        Assert.Equal(Enumerable.Range(0, events.Count), events.Select(one => one.GetProperty("sequence_number").GetInt32()));
        Assert.Empty(events[0].GetProperty("response").GetProperty("output").EnumerateArray());
        Assert.Equal(JsonValueKind.Null, events[0].GetProperty("response").GetProperty("usage").ValueKind);
        var done = events.Where(one => Text(one, "type") == "response.output_item.done").Select(one => one.GetProperty("item").GetRawText()).ToList();
        var response = events[^1].GetProperty("response");
        Assert.Equal(done, response.GetProperty("output").EnumerateArray().Select(item => item.GetRawText()));
        var call = response.GetProperty("output")[2];
        Assert.Equal(("function_call", "c1", "get_weather", "{\"place\":\"Ulm\"}"), (Text(call, "type"), Text(call, "call_id"), Text(call, "name"), Text(call, "arguments")));
        Assert.Equal(11, response.GetProperty("usage").GetProperty("total_tokens").GetInt32());
        Assert.All(events.Where(one => one.TryGetProperty("item_id", out _)), one => Assert.Contains(done, item => item.Contains(Text(one, "item_id")!, StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Post_AnswerIsCut_IsIncomplete(bool stream)
    {
        portal.Endpoint.Enqueue(Script.Answer().Token("Half").Finish("length").Usage(5, 1));

        var response = stream
            ? (await EventsAsync("\"input\": \"Hi\", \"stream\": true"))[^1].GetProperty("response")
            : await AskAsync("\"input\": \"Hi\"");

        Assert.Equal("incomplete", Text(response, "status"));
        Assert.Equal("max_output_tokens", Text(response.GetProperty("incomplete_details"), "reason"));
        Assert.Equal("incomplete", Text(response.GetProperty("output")[0], "status"));
    }

    [Fact]
    public async Task Stream_BreaksInItsMiddle_EndsWithAFailedResponse()
    {
        var seen = new Gate();
        portal.Endpoint.Enqueue(Script.Answer().Token("Half").Wait(seen).Abort());
        using var response = await SendAsync("\"input\": \"Hi\", \"stream\": true");
        seen.Open(); // the headers are here, so the first token has come through

        var events = EventsOf(await response.Content.ReadAsStringAsync(Stop));

        Assert.Equal("response.failed", Text(events[^1], "type"));
        var failed = events[^1].GetProperty("response");
        Assert.Equal(("failed", "broken_stream"), (Text(failed, "status"), Text(failed.GetProperty("error"), "code")));
        Assert.Equal("Half", Text(failed.GetProperty("output")[0].GetProperty("content")[0], "text"));
        Assert.Equal(Enumerable.Range(0, events.Count), events.Select(one => one.GetProperty("sequence_number").GetInt32()));
    }

    [Fact]
    public async Task Post_EndpointRefuses_IsTheStatus()
    {
        portal.Endpoint.Enqueue(Script.Error(429, "Busy."));

        using var response = await SendAsync("\"input\": \"Hi\", \"stream\": true");

        Assert.Equal(HttpStatusCode.TooManyRequests, response.StatusCode);
        Assert.Equal("rate_limit_exceeded", (await ApiFixture.ErrorOfAsync(response, Stop)).GetProperty("code").GetString());
    }

    [Theory]
    [InlineData("\"stream\": true", "input")]
    [InlineData("\"input\": 5", "input")]
    [InlineData("\"input\": []", "input")]
    [InlineData("\"input\": \" \"", "input")]
    [InlineData("\"input\": [5]", "input[0]")]
    [InlineData("\"input\": [{\"role\": \"user\"}]", "input[0].content")]
    [InlineData("\"input\": [{\"role\": \"tool\", \"content\": \"x\"}]", "input[0].role")]
    [InlineData("\"input\": [{\"role\": \"user\", \"content\": [{\"type\": \"input_file\"}]}]", "input[0].content[0].type")]
    [InlineData("\"input\": [{\"role\": \"user\", \"content\": [{\"type\": \"input_image\", \"file_id\": \"f\"}]}]", "input[0].content[0].file_id")]
    [InlineData("\"input\": [{\"role\": \"user\", \"content\": [{\"type\": \"input_image\", \"image_url\": \"ftp://x\"}]}]", "input[0].content[0].image_url")]
    [InlineData("\"input\": [{\"role\": \"assistant\", \"content\": [{\"type\": \"input_image\", \"image_url\": \"https://x/y\"}]}]", "input[0].content[0].type")]
    [InlineData("\"input\": [{\"type\": \"item_reference\", \"id\": \"x\"}]", "input[0].type")]
    [InlineData("\"input\": [{\"type\": \"function_call\", \"name\": \"f\", \"arguments\": \"\"}]", "input[0].call_id")]
    [InlineData("\"input\": [{\"type\": \"function_call_output\", \"call_id\": \"c\"}]", "input[0].output")]
    [InlineData("\"input\": \"Hi\", \"instructions\": 5", "instructions")]
    [InlineData("\"input\": \"Hi\", \"previous_response_id\": \"resp_1\"", "previous_response_id")]
    [InlineData("\"input\": \"Hi\", \"conversation\": \"conv_1\"", "conversation")]
    [InlineData("\"input\": \"Hi\", \"prompt\": {\"id\": \"p\"}", "prompt")]
    [InlineData("\"input\": \"Hi\", \"background\": true", "background")]
    [InlineData("\"input\": \"Hi\", \"store\": true", "store")]
    [InlineData("\"input\": \"Hi\", \"top_logprobs\": 2", "top_logprobs")]
    [InlineData("\"input\": \"Hi\", \"truncation\": \"auto\"", "truncation")]
    [InlineData("\"input\": \"Hi\", \"include\": [\"reasoning.encrypted_content\", \"file_search_call.results\"]", "include[1]")]
    [InlineData("\"input\": \"Hi\", \"max_output_tokens\": 0", "max_output_tokens")]
    [InlineData("\"input\": \"Hi\", \"temperature\": 3", "temperature")]
    [InlineData("\"input\": \"Hi\", \"reasoning\": \"low\"", "reasoning")]
    [InlineData("\"input\": \"Hi\", \"metadata\": []", "metadata")]
    [InlineData("\"input\": \"Hi\", \"text\": {\"format\": {\"type\": \"xml\"}}", "text.format.type")]
    [InlineData("\"input\": \"Hi\", \"text\": {\"format\": {\"type\": \"json_schema\"}}", "text.format.schema")]
    [InlineData("\"input\": \"Hi\", \"tools\": [{\"type\": \"web_search\"}]", "tools[0].type")]
    [InlineData("\"input\": \"Hi\", \"tools\": [{\"type\": \"function\"}]", "tools[0].name")]
    [InlineData("\"input\": \"Hi\", \"tool_choice\": \"required\"", "tool_choice")]
    [InlineData("\"input\": \"Hi\", \"speed\": \"fast\"", "speed")]
    public async Task Post_WhatIsNotServed_Is400AndNamesIt(string fields, string param)
    {
        var before = portal.Endpoint.Requests.Count;

        using var response = await SendAsync(fields);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(param, (await ApiFixture.ErrorOfAsync(response, Stop)).GetProperty("param").GetString());
        Assert.Equal(before, portal.Endpoint.Requests.Count);
    }

    [Fact]
    public async Task Post_WhatAsksForNothing_IsFine() => await AskAsync(
        "\"input\": \"Hi\", \"store\": false, \"background\": false, \"previous_response_id\": null, \"truncation\": \"disabled\", \"include\": [\"reasoning.encrypted_content\"], \"top_logprobs\": 0, \"tools\": [], \"tool_choice\": \"auto\", \"stream\": false");

    private static string? Text(JsonElement parent, string name) => parent.GetProperty(name).GetString();

    private async Task<HttpResponseMessage> SendAsync(string fields)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/responses")
        {
            Content = new StringContent($$"""{"model": "{{PortalFactory.Model}}", {{fields}}}""", Encoding.UTF8, "application/json"),
        };
        return await portal.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Stop);
    }

    private async Task<JsonElement> AskAsync(string fields)
    {
        using var response = await SendAsync(fields);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return await response.Content.ReadFromJsonAsync<JsonElement>(Stop);
    }

    private async Task<List<JsonElement>> EventsAsync(string fields)
    {
        using var response = await SendAsync(fields);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        return EventsOf(await response.Content.ReadAsStringAsync(Stop));
    }

    /// <summary>The events, each of whose names stands before it as in it.</summary>
    private static List<JsonElement> EventsOf(string body) =>
    [
        .. body.Split("\n\n", StringSplitOptions.RemoveEmptyEntries).Select(one =>
        {
            var lines = one.Split('\n');
            Assert.Equal(2, lines.Length);
            var data = JsonSerializer.Deserialize<JsonElement>(lines[1]["data: ".Length..]);
            Assert.Equal($"event: {Text(data, "type")}", lines[0]);
            return data;
        }),
    ];
}

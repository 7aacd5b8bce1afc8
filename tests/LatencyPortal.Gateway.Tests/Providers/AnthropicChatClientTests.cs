using System.Text.Json;
using LatencyPortal.Gateway.Prompts.Composition;
using LatencyPortal.Gateway.Prompts.Replay;
using LatencyPortal.Gateway.Tests.Providers.Wire;
using LatencyPortal.Telemetry;
using LatencyPortal.Testing;
using Microsoft.Extensions.AI;

namespace LatencyPortal.Gateway.Tests.Providers;

public sealed class AnthropicChatClientTests
{
    private const string Start = """{"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant","model":"claude","content":[],"stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":10,"cache_creation_input_tokens":30,"cache_read_input_tokens":60,"output_tokens":1}}}""";
    private const string TextStart = """{"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}""";
    private const string TextStop = """{"type":"content_block_stop","index":0}""";
    private const string Delta = """{"type":"message_delta","delta":{"stop_reason":"end_turn","stop_sequence":null},"usage":{"output_tokens":15}}""";
    private const string Stop = """{"type":"message_stop"}""";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static string Text(string text) =>
        JsonSerializer.Serialize(new { type = "content_block_delta", index = 0, delta = new { type = "text_delta", text } });

    private static Task<WireFixture> StartAsync(string path = "/") => WireFixture.StartAsync(ProviderKind.Anthropic, path);

    [Theory]
    [InlineData("/")]
    [InlineData("/v1")]
    [InlineData("/v1/")]
    public async Task Call_GoodAnswer_GivesTextUsageAndFinish(string path)
    {
        await using var fixture = await StartAsync(path);
        fixture.Server.Enqueue(WireReply.Events(Start, TextStart, """{"type":"ping"}""", Text("Grüße, "), Text("世界 🌍"), TextStop, Delta, Stop));

        var answer = await fixture.AskAsync(new ChatOptions { MaxOutputTokens = 77, Temperature = 0.5f, StopSequences = ["END"] });

        Assert.Equal(("Grüße, 世界 🌍", "stop", null), (answer.Text, answer.Finish, answer.Failure));
        var record = answer.Record;
        Assert.Equal((100, 60, 30, 15, false), (record.InputTokens, record.CachedInputTokens, record.CacheWriteTokens, record.OutputTokens, record.TokensEstimated));
        Assert.Equal((RequestOutcome.Completed, (int?)null), (record.Outcome, record.ReasoningTokens));
        Assert.Equal(("POST", "/v1/messages", "Bearer " + WireFixture.Key), (fixture.Request.Method, fixture.Request.Target, fixture.Request.Headers["Authorization"]));
        Assert.True(fixture.Request.Headers.ContainsKey("anthropic-version"));
        Assert.False(fixture.Request.Json.TryGetProperty("temperature", out _));
        Assert.True(fixture.Request.Headers.ContainsKey("anthropic-version"));
        var json = fixture.Request.Json;
        Assert.Equal(("scripted", 77, true, "END"), (json.GetProperty("model").GetString(), json.GetProperty("max_tokens").GetInt32(), json.GetProperty("stream").GetBoolean(), json.GetProperty("stop_sequences")[0].GetString()));
        Assert.False(json.TryGetProperty("tools", out _));
        Assert.DoesNotContain("cache_control", fixture.Request.Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"cache_miss_reason":{"type":"system_changed","cache_missed_input_tokens":40}}""", "system_changed")]
    [InlineData("""{"cache_miss_reason":"tools_changed"}""", "tools_changed")]
    [InlineData("""{"cache_miss_reason":null}""", null)]
    public async Task Call_CacheDiagnostics_AreRecorded(string diagnostics, string? reason)
    {
        await using var fixture = await StartAsync();
        fixture.Server.Enqueue(WireReply.Events(
            Start.Replace("\"usage\"", $"\"diagnostics\":{diagnostics},\"usage\"", StringComparison.Ordinal), TextStart, Text("a"), TextStop, Delta, Stop));

        Assert.Equal(reason, (await fixture.AskAsync()).Record.ProviderMissReason);
    }

    [Fact]
    public async Task Call_PlannedMarks_AreTheOnlyOnes()
    {
        await using var fixture = await StartAsync();
        fixture.Server.Enqueue(WireReply.Events(Start, Delta, Stop));
        var options = new CallExtras { CacheControl = true, CachePlan = new CachePlan { Markers = [new PlannedMarker(OutlinePlace.Tools, null, "1h")] } }
            .Attach(new ChatOptions { Tools = [Tools.Weather] });
        var mark = new CacheMark("cache_control", "{}", "5m");

        Assert.Null((await fixture.AskAsync(options, [new(ChatRole.System, [mark.On(new TextContent("Steady.")), new TextContent(" Own.")]), new(ChatRole.User, "q")])).Failure);

        var json = fixture.Request.Json;
        Assert.Equal("1h", json.GetProperty("tools")[0].GetProperty("cache_control").GetProperty("ttl").GetString());
        Assert.Equal([("Steady.", "5m"), (" Own.", null)], json.GetProperty("system").EnumerateArray().Select(block => (block.GetProperty("text").GetString(), Ttl(block))));
        Assert.DoesNotContain("cache_control", json.GetProperty("messages").GetRawText(), StringComparison.Ordinal);

        static string? Ttl(JsonElement block) => block.TryGetProperty("cache_control", out var control) ? control.GetProperty("ttl").GetString() : null;
    }

    [Fact]
    public async Task Call_WholeConversation_ArrivesAtTheEndpoint()
    {
        await using var fixture = await StartAsync();
        fixture.Server.Enqueue(WireReply.Events(Start, Delta, Stop));
        var options = new CallExtras
        {
            CacheControl = true,
            EndpointFields = new Dictionary<string, JsonElement> { ["user"] = JsonSerializer.SerializeToElement("u1"), ["service_tier"] = JsonSerializer.SerializeToElement("flex") },
        }.Attach(new ChatOptions { Tools = [Tools.Weather, Tools.Weather], ToolMode = ChatToolMode.RequireSpecific("weather") });

        Assert.Null((await fixture.AskAsync(options, Tools.Conversation)).Failure);

        var json = fixture.Request.Json;
        Assert.Equal(("u1", 8192), (json.GetProperty("metadata").GetProperty("user_id").GetString(), json.GetProperty("max_tokens").GetInt32()));
        Assert.False(json.TryGetProperty("service_tier", out _));
        Assert.Equal("ephemeral", json.GetProperty("system")[0].GetProperty("cache_control").GetProperty("type").GetString());
        Assert.Equal("Be brief.", json.GetProperty("system")[0].GetProperty("text").GetString());
        Assert.Equal("weather", json.GetProperty("tool_choice").GetProperty("name").GetString());
        var tools = json.GetProperty("tools");
        Assert.False(tools[0].TryGetProperty("cache_control", out _));
        Assert.Equal("ephemeral", tools[1].GetProperty("cache_control").GetProperty("type").GetString());
        Assert.All(tools.EnumerateArray(), tool =>
        {
            Assert.Equal(("weather", "Tells the weather."), (tool.GetProperty("name").GetString(), tool.GetProperty("description").GetString()));
            Assert.Equal("city", tool.GetProperty("input_schema").GetProperty("required")[0].GetString());
        });
        var messages = json.GetProperty("messages");
        Assert.Equal(3, messages.GetArrayLength());
        Assert.Equal(("base64", "AQID", "image/png"), Source(messages[0].GetProperty("content")[1].GetProperty("source")));
        var use = messages[1].GetProperty("content")[1];
        Assert.Equal(("tool_use", "call_1", "Bern"), (use.GetProperty("type").GetString(), use.GetProperty("id").GetString(), use.GetProperty("input").GetProperty("city").GetString()));
        var result = messages[2].GetProperty("content")[0];
        Assert.Equal(("user", "tool_result", "call_1"), (messages[2].GetProperty("role").GetString(), result.GetProperty("type").GetString(), result.GetProperty("tool_use_id").GetString()));

        static (string?, string?, string?) Source(JsonElement source) =>
            (source.GetProperty("type").GetString(), source.GetProperty("data").GetString(), source.GetProperty("media_type").GetString());
    }

    [Fact]
    public async Task Call_ThinkingAndTools_BecomeReasoningAndCalls()
    {
        await using var fixture = await StartAsync();
        fixture.Server.Enqueue(WireReply.Events(
            Start,
            """{"type":"content_block_start","index":0,"content_block":{"type":"thinking","thinking":"","signature":""}}""",
            """{"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"hm"}}""",
            """{"type":"content_block_delta","index":0,"delta":{"type":"signature_delta","signature":"sig"}}""",
            """{"type":"content_block_stop","index":0}""",
            """{"type":"content_block_start","index":1,"content_block":{"type":"tool_use","id":"a","name":"weather","input":{}}}""",
            """{"type":"content_block_delta","index":1,"delta":{"type":"input_json_delta","partial_json":"{\"city\":"}}""",
            """{"type":"content_block_delta","index":1,"delta":{"type":"input_json_delta","partial_json":"\"Bern\"}"}}""",
            """{"type":"content_block_stop","index":1}""",
            """{"type":"message_delta","delta":{"stop_reason":"tool_use","stop_sequence":null},"usage":{"output_tokens":20}}""",
            Stop));

        var answer = await fixture.AskAsync(new ChatOptions { Tools = [Tools.Weather], Reasoning = new ReasoningOptions { Effort = ReasoningEffort.Low } });

        Assert.Equal(("hm", "tool_calls", null), (answer.Reasoning, answer.Finish, answer.Failure));
        Assert.Contains(answer.Contents.OfType<TextReasoningContent>(), content => content.ProtectedData == "sig");
        var call = Assert.Single(answer.Calls);
        Assert.Equal(("a", "weather", "Bern"), (call.CallId, call.Name, call.Arguments!["city"]!.ToString()));
        Assert.Equal("adaptive", fixture.Request.Json.GetProperty("thinking").GetProperty("type").GetString());
        Assert.NotNull(answer.Record.Stamps.FirstToken);
        Assert.Null(answer.Record.Stamps.FirstAnswer);
    }

    [Theory]
    [InlineData("max_tokens", "length")]
    [InlineData("refusal", "content_filter")]
    [InlineData("stop_sequence", "stop")]
    [InlineData("of_a_later_version", "of_a_later_version")]
    public async Task Call_StopReason_IsTranslated(string reason, string finish)
    {
        await using var fixture = await StartAsync();
        fixture.Server.Enqueue(WireReply.Events(Start, TextStart, Text("a"), TextStop, Delta.Replace("end_turn", reason, StringComparison.Ordinal), Stop));

        Assert.Equal(finish, (await fixture.AskAsync()).Finish);
    }

    [Fact]
    public async Task Call_NothingSaidOfTheCache_StaysUnknown()
    {
        await using var fixture = await StartAsync();
        var start = Start.Replace(""","cache_creation_input_tokens":30,"cache_read_input_tokens":60""", "", StringComparison.Ordinal);
        fixture.Server.Enqueue(WireReply.Events(start, TextStart, Text("a"), TextStop, Delta, Stop));

        var record = (await fixture.AskAsync()).Record;

        Assert.Equal((10, null, null, 15), (record.InputTokens, record.CachedInputTokens, record.CacheWriteTokens, record.OutputTokens));
    }

    [Theory]
    [InlineData(401, "authentication_error", ModelErrorKind.WrongKey)]
    [InlineData(403, "permission_error", ModelErrorKind.WrongKey)]
    [InlineData(404, "not_found_error", ModelErrorKind.UnknownModel)]
    [InlineData(429, "rate_limit_error", ModelErrorKind.RateLimited)]
    [InlineData(500, "api_error", ModelErrorKind.ProviderError)]
    [InlineData(529, "overloaded_error", ModelErrorKind.ProviderError)]
    public async Task Call_Error_HasTheSameKindAsStatusAndAsEvent(int status, string type, ModelErrorKind kind)
    {
        await using var fixture = await StartAsync();
        var error = JsonSerializer.Serialize(new { type = "error", error = new { type, message = $"Because of {WireFixture.Key}" } });
        fixture.Server.Enqueue(WireReply.Json(error, status).Header("Retry-After", "17"));
        fixture.Server.Enqueue(WireReply.Events(Start, TextStart, Text("par"), error));

        var refused = await fixture.AskAsync();
        var failed = await fixture.AskAsync();

        Assert.Equal((kind, status), (refused.Failure?.Kind, refused.Failure?.StatusCode));
        Assert.Equal(("par", kind, status), (failed.Text, failed.Failure?.Kind, failed.Failure?.StatusCode));
        Assert.Equal(2, fixture.Server.Requests.Count); // no retries behind the caller's back
        Assert.All([refused.Failure!, failed.Failure!], failure =>
        {
            Assert.Contains("lab", failure.Message, StringComparison.Ordinal);
            Assert.Contains("Because of [key]", failure.Message, StringComparison.Ordinal);
            Assert.DoesNotContain(WireFixture.Key, failure.ToString(), StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task Call_TooLong_GivesBothCounts()
    {
        await using var fixture = await StartAsync();
        fixture.Server.Enqueue(WireReply.Json(
            """{"type":"error","error":{"type":"invalid_request_error","message":"prompt is too long: 205000 tokens > 200000 maximum"}}""", 400));

        var failure = (await fixture.AskAsync()).Failure;

        Assert.Equal((ModelErrorKind.PromptTooLong, 205_000, 200_000), (failure!.Kind, failure.PromptTokens, failure.ContextLength));
    }

    [Fact]
    public async Task Call_StreamWithoutMessageStop_IsBroken()
    {
        await using var fixture = await StartAsync();
        fixture.Server.Enqueue(WireReply.Events(Start, TextStart, Text("a"), TextStop, Delta));
        fixture.Server.Enqueue(WireReply.Events(Start, TextStart, Text("a")).Raw("event: content_block_delta\ndata: {\"type\":\n\n"));
        fixture.Server.Enqueue(WireReply.Events(Start, TextStart).Abort());

        Assert.Equal(("a", ModelErrorKind.BrokenStream), Of(await fixture.AskAsync()));
        Assert.Equal(("a", ModelErrorKind.BrokenStream), Of(await fixture.AskAsync()));
        Assert.Equal(("", ModelErrorKind.BrokenStream), Of(await fixture.AskAsync()));

        static (string, ModelErrorKind?) Of(WireFixture.Answer answer) => (answer.Text, answer.Failure?.Kind);
    }

    [Fact]
    public async Task Call_HeadersAndThenSilence_TimesOutAndLeaves()
    {
        await using var fixture = await StartAsync();
        var silent = new Gate();
        fixture.Server.Enqueue(new WireReply().SendHeaders().Event(Start).Wait(silent));
        var reading = fixture.AskAsync();
        await silent.ReachedAsync(Token);

        fixture.Gateway.Time.Advance(TimeSpan.FromSeconds(61));

        Assert.Equal(ModelErrorKind.Timeout, (await reading).Failure?.Kind);
        await fixture.Request.Left.Task.WaitAsync(Token);
    }

    [Theory]
    [InlineData("\r\n")]
    [InlineData("\r")]
    public async Task Call_BytewiseAndOtherLineEnds_IsRead(string lineEnd)
    {
        await using var fixture = await StartAsync();
        var text = string.Concat(new[] { Start, TextStart, Text("Grüße 🌍"), TextStop, Delta, Stop }.Select(data =>
            $"event: {JsonSerializer.Deserialize<JsonElement>(data).GetProperty("type").GetString()}\ndata: {data}\n\n"));
        fixture.Server.Enqueue(new WireReply().Bytewise(text.Replace("\n", lineEnd, StringComparison.Ordinal)));

        var answer = await fixture.AskAsync();

        Assert.Equal(("Grüße 🌍", null), (answer.Text, answer.Failure));
    }
}

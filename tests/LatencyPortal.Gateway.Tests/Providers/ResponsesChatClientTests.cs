using LatencyPortal.Gateway.Tests.Providers.Wire;
using LatencyPortal.Telemetry;
using Microsoft.Extensions.AI;

namespace LatencyPortal.Gateway.Tests.Providers;

public sealed class ResponsesChatClientTests
{
    private const string Created = """{"type":"response.created","sequence_number":0,"response":{"id":"resp_1","object":"response","created_at":1700000000,"status":"in_progress","model":"gpt","output":[],"parallel_tool_calls":true,"tools":[],"usage":null}}""";
    private const string Usage = """{"input_tokens":100,"input_tokens_details":{"cached_tokens":60,"cache_write_tokens":30},"output_tokens":20,"output_tokens_details":{"reasoning_tokens":5},"total_tokens":120}""";

    private static Task<WireFixture> StartAsync() => WireFixture.StartAsync(ProviderKind.OpenAIResponses, "/v1");

    private static string Text(string text) =>
        $$"""{"type":"response.output_text.delta","sequence_number":4,"item_id":"msg_1","output_index":0,"content_index":0,"delta":"{{text}}","logprobs":[]}""";

    private static string End(string kind, string more = "") =>
        $$$"""{"type":"response.{{{kind}}}","sequence_number":9,"response":{"id":"resp_1","object":"response","created_at":1700000000,"status":"{{{kind}}}","model":"gpt","output":[],"parallel_tool_calls":true,"tools":[]{{{more}}},"usage":{{{Usage}}}}}""";

    [Fact]
    public async Task Call_GoodAnswer_GivesTextReasoningUsageAndFinish()
    {
        await using var fixture = await StartAsync();
        fixture.Server.Enqueue(WireReply.Events(
            Created,
            """{"type":"response.reasoning_summary_text.delta","sequence_number":1,"item_id":"rs_1","output_index":0,"summary_index":0,"delta":"hm"}""",
            Text("Grüße, "), Text("世界"), End("completed")));

        var answer = await fixture.AskAsync(new ChatOptions { MaxOutputTokens = 77 }, [new(ChatRole.System, "Be brief."), new(ChatRole.User, [new TextContent("What?"), Tools.Picture])]);

        Assert.Equal(("Grüße, 世界", "hm", "stop", null), (answer.Text, answer.Reasoning, answer.Finish, answer.Failure));
        var record = answer.Record;
        Assert.Equal((100, 60, 30, 20, 5), (record.InputTokens, record.CachedInputTokens, record.CacheWriteTokens, record.OutputTokens, record.ReasoningTokens));
        Assert.Equal(("/v1/responses", "Bearer " + WireFixture.Key), (fixture.Request.Target, fixture.Request.Headers["Authorization"]));
        var json = fixture.Request.Json;
        Assert.Equal(("scripted", 77, false, true), (json.GetProperty("model").GetString(), json.GetProperty("max_output_tokens").GetInt32(), json.GetProperty("store").GetBoolean(), json.GetProperty("stream").GetBoolean()));
        Assert.Contains("data:image/png;base64,AQID", json.GetProperty("input").GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Call_FunctionCall_IsHandedOverWholeAndStamped()
    {
        await using var fixture = await StartAsync();
        const string Item = """{"id":"fc_1","type":"function_call","status":"completed","call_id":"a","name":"weather","arguments":"{\"city\":\"Bern\"}"}""";
        fixture.Server.Enqueue(WireReply.Events(
            Created,
            """{"type":"response.output_item.added","sequence_number":1,"output_index":0,"item":{"id":"fc_1","type":"function_call","status":"in_progress","call_id":"a","name":"weather","arguments":""}}""",
            """{"type":"response.function_call_arguments.delta","sequence_number":2,"item_id":"fc_1","output_index":0,"delta":"{\"city\":\"Bern\"}"}""",
            $$"""{"type":"response.output_item.done","sequence_number":3,"output_index":0,"item":{{Item}}}""",
            End("completed")));

        var answer = await fixture.AskAsync(new ChatOptions { Tools = [Tools.Weather] }, Tools.Conversation);

        Assert.Equal(("tool_calls", null), (answer.Finish, answer.Failure));
        var call = Assert.Single(answer.Calls);
        Assert.Equal(("a", "weather", "Bern"), (call.CallId, call.Name, call.Arguments!["city"]!.ToString()));
        Assert.NotNull(answer.Record.Stamps.FirstToken);
        Assert.Null(answer.Record.Stamps.FirstAnswer);
        Assert.Equal("weather", fixture.Request.Json.GetProperty("tools")[0].GetProperty("name").GetString());
        Assert.Contains("function_call_output", fixture.Request.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Call_Incomplete_SaysWhy()
    {
        await using var fixture = await StartAsync();
        fixture.Server.Enqueue(WireReply.Events(Created, Text("a"), End("incomplete", ""","incomplete_details":{"reason":"max_output_tokens"}""")));
        fixture.Server.Enqueue(WireReply.Events(Created, Text("a"), End("incomplete", ""","incomplete_details":{"reason":"content_filter"}""")));

        var cut = await fixture.AskAsync();

        Assert.Equal(("a", "length", 20, null), (cut.Text, cut.Finish, cut.Record.OutputTokens, cut.Failure));
        Assert.Equal("content_filter", (await fixture.AskAsync()).Finish);
    }

    [Fact]
    public async Task Call_StopSequence_EndsTheAnswerAndLeavesTheEndpoint()
    {
        await using var fixture = await StartAsync();
        fixture.Server.Enqueue(WireReply.Events(Created, Text("One E"), Text("N"), Text("D two")).Hang());

        var answer = await fixture.AskAsync(new ChatOptions { StopSequences = ["END", "###"] });

        Assert.Equal(("One ", "stop", null), (answer.Text, answer.Finish, answer.Failure));
        await fixture.Request.Left.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        Assert.False(fixture.Request.Json.TryGetProperty("stop", out _));
        var record = answer.Record;
        Assert.Equal((RequestOutcome.Completed, true, null), (record.Outcome, record.TokensEstimated, record.InputTokens));
    }

    [Fact]
    public async Task Call_StopSequenceThatNeverComes_ChangesNothing()
    {
        await using var fixture = await StartAsync();
        fixture.Server.Enqueue(WireReply.Events(Created, Text("One E"), Text("N"), End("completed")));

        var answer = await fixture.AskAsync(new ChatOptions { StopSequences = ["END"] });

        Assert.Equal(("One EN", "stop", 20, null), (answer.Text, answer.Finish, answer.Record.OutputTokens, answer.Failure));
    }

    [Fact]
    public async Task Call_Refusal_IsMarkedText()
    {
        await using var fixture = await StartAsync();
        fixture.Server.Enqueue(WireReply.Events(
            Created,
            Text("Well. "),
            """{"type":"response.refusal.delta","sequence_number":5,"item_id":"msg_1","output_index":0,"content_index":1,"delta":"I can't"}""",
            """{"type":"response.refusal.done","sequence_number":6,"item_id":"msg_1","output_index":0,"content_index":1,"refusal":"I can't"}""",
            End("completed")));

        var answer = await fixture.AskAsync();

        Assert.Equal(("Well. I can't", "stop", null), (answer.Text, answer.Finish, answer.Failure));
        Assert.Equal([("Well. ", false), ("I can't", true)], answer.Contents.OfType<TextContent>().Select(text => (text.Text, RefusalText.Is(text))));
    }

    [Theory]
    [InlineData("""{"type":"cache_miss","reason":"prompt_changed","cache_missed_tokens":40}""", "prompt_changed")]
    [InlineData("""{"type":"comparison_response_not_found"}""", "comparison_response_not_found")]
    [InlineData("""{"type":"cache_hit"}""", null)]
    [InlineData("""{"type":"cache_miss","reason":"The user wrote: hello"}""", null)]
    [InlineData("null", null)]
    public async Task Call_CacheDiagnostics_AreRecordedWhenTheyAreAWord(string diagnostics, string? reason)
    {
        await using var fixture = await StartAsync();
        fixture.Server.Enqueue(WireReply.Events(Created, Text("a"), End("completed", $",\"prompt_cache_diagnostics\":{diagnostics}")));

        Assert.Equal(reason, (await fixture.AskAsync()).Record.ProviderMissReason);
    }

    [Fact]
    public async Task Call_Failures_HaveTheirKinds()
    {
        await using var fixture = await StartAsync();
        fixture.Server.Enqueue(WireReply.Events(Created, Text("a"), End("failed", ""","error":{"code":"rate_limit_exceeded","message":"Slow down"}""")));
        fixture.Server.Enqueue(WireReply.Events(Created, Text("a"), """{"type":"error","sequence_number":3,"code":"server_error","message":"Broken","param":null}"""));
        fixture.Server.Enqueue(WireReply.Events(Created, Text("a")));
        fixture.Server.Enqueue(WireReply.Json("""{"error":{"message":"No such key","type":"invalid_request_error","code":"invalid_api_key"}}""", 401));

        Assert.Equal(("a", ModelErrorKind.RateLimited), Of(await fixture.AskAsync()));
        var failed = await fixture.AskAsync();
        Assert.Equal(("a", ModelErrorKind.ProviderError), Of(failed));
        Assert.Contains("Broken", failed.Failure!.Message, StringComparison.Ordinal);
        Assert.Equal(("a", ModelErrorKind.BrokenStream), Of(await fixture.AskAsync()));
        Assert.Equal(("", ModelErrorKind.WrongKey), Of(await fixture.AskAsync()));

        static (string, ModelErrorKind?) Of(WireFixture.Answer answer) => (answer.Text, answer.Failure?.Kind);
    }
}

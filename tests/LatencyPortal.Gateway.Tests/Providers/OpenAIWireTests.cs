using System.Text.Json;
using LatencyPortal.Gateway.Tests.Providers.Wire;
using LatencyPortal.Telemetry;
using Microsoft.Extensions.AI;

namespace LatencyPortal.Gateway.Tests.Providers;

public sealed class OpenAIWireTests
{
    private const string Stop = """{"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}""";

    private static Task<WireFixture> StartAsync() => WireFixture.StartAsync(ProviderKind.OpenAI, "/v1");

    [Fact]
    public async Task Call_ToolsImagesAndResults_ArriveAtTheEndpoint()
    {
        await using var fixture = await StartAsync();
        fixture.Server.Enqueue(WireReply.Events("""{"choices":[{"index":0,"delta":{"content":"ok"}}]}""", Stop));
        ChatMessage[] messages = [.. Tools.Conversation, new(ChatRole.User, [new UriContent("https://example.org/a.png", "image/png")])];

        var answer = await fixture.AskAsync(new ChatOptions { Tools = [Tools.Weather], ToolMode = ChatToolMode.RequireSpecific("weather") }, messages);

        Assert.Null(answer.Failure);
        var json = fixture.Request.Json;
        Assert.Equal("weather", json.GetProperty("tools")[0].GetProperty("function").GetProperty("name").GetString());
        Assert.Equal("string", json.GetProperty("tools")[0].GetProperty("function").GetProperty("parameters").GetProperty("properties").GetProperty("city").GetProperty("type").GetString());
        Assert.Equal("weather", json.GetProperty("tool_choice").GetProperty("function").GetProperty("name").GetString());
        var sent = json.GetProperty("messages");
        Assert.Equal("data:image/png;base64,AQID", sent[1].GetProperty("content")[1].GetProperty("image_url").GetProperty("url").GetString());
        Assert.Equal("call_1", sent[2].GetProperty("tool_calls")[0].GetProperty("id").GetString());
        Assert.Equal("""{"city":"Bern"}""", sent[2].GetProperty("tool_calls")[0].GetProperty("function").GetProperty("arguments").GetString()!.Replace(" ", "", StringComparison.Ordinal).ReplaceLineEndings(""));
        Assert.Equal(("tool", "call_1", "sunny"), (sent[3].GetProperty("role").GetString(), sent[3].GetProperty("tool_call_id").GetString(), sent[3].GetProperty("content").GetString()));
        Assert.Equal("https://example.org/a.png", sent[4].GetProperty("content")[0].GetProperty("image_url").GetProperty("url").GetString());
    }

    [Fact]
    public async Task Call_ToolCallsInPieces_AreHandedOverWholeAndStamped()
    {
        await using var fixture = await StartAsync();
        fixture.Server.Enqueue(WireReply.Events(
            """{"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"a","type":"function","function":{"name":"weather","arguments":""}}]}}]}""",
            """{"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"{\"city\":"}}]}}]}""",
            """{"choices":[{"index":0,"delta":{"tool_calls":[{"index":1,"id":"b","type":"function","function":{"name":"weather","arguments":"{\"city\":\"Rom\"}"}}]}}]}""",
            """{"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"\"Bern\"}"}}]}}]}""",
            """{"choices":[{"index":0,"delta":{},"finish_reason":"tool_calls"}]}"""));

        var answer = await fixture.AskAsync(new ChatOptions { Tools = [Tools.Weather] });

        Assert.Null(answer.Failure);
        Assert.Equal([("a", "Bern"), ("b", "Rom")], answer.Calls.Select(call => (call.CallId, call.Arguments!["city"]!.ToString())));
        Assert.Equal("tool_calls", answer.Finish);
        Assert.NotNull(answer.Record.Stamps.FirstToken);
        Assert.Null(answer.Record.Stamps.FirstAnswer);
    }

    [Theory]
    [InlineData("""{"content":null,"refusal":"I can"}""", """{"refusal":"'t","content":null}""", "")]
    [InlineData("""{"role":"assistant","content":"","refusal":null}""", """{"refusal":"I can't"}""", "")]
    [InlineData("""{"content":"Well. ","refusal":"I can"}""", """{"content":"No.","refusal":"'t"}""", "Well. No.")]
    public async Task Call_Refusal_IsMarkedText(string first, string second, string words)
    {
        await using var fixture = await StartAsync();
        fixture.Server.Enqueue(WireReply.Events($$"""{"choices":[{"index":0,"delta":{{first}}}]}""", $$"""{"choices":[{"index":0,"delta":{{second}}}]}""", Stop));

        var answer = await fixture.AskAsync();

        var texts = answer.Contents.OfType<TextContent>().ToLookup(RefusalText.Is, text => text.Text);
        Assert.Equal((words, "I can't"), (string.Concat(texts[false]), string.Concat(texts[true])));
        Assert.Equal(("stop", null), (answer.Finish, answer.Failure));
        Assert.NotNull(answer.Record.Stamps.FirstAnswer);
    }

    [Fact]
    public async Task Call_RefusalOfAServerThatDoesNotStream_IsMarkedText()
    {
        await using var fixture = await StartAsync();
        fixture.Server.Enqueue(WireReply.Json("""{"choices":[{"index":0,"message":{"role":"assistant","content":null,"refusal":"I can't"},"finish_reason":"stop"}]}"""));

        var text = Assert.Single((await fixture.AskAsync()).Contents.OfType<TextContent>());

        Assert.Equal(("I can't", true), (text.Text, RefusalText.Is(text)));
    }

    [Theory]
    [InlineData("""{"reasoning_content":"hm"}""")]
    [InlineData("""{"reasoning":"hm"}""")]
    [InlineData("""{"reasoning":"hm","reasoning_content":"hm"}""")]
    [InlineData("""{"content":null,"reasoning":"hm","reasoning_details":[{"type":"reasoning.text","text":"hm"}]}""")]
    public async Task Call_ReasoningUnderAnyName_IsReasoning(string delta)
    {
        await using var fixture = await StartAsync();
        fixture.Server.Enqueue(WireReply.Events(
            $$"""{"choices":[{"index":0,"delta":{{delta}}}]}""", """{"choices":[{"index":0,"delta":{"content":"ok"}}]}""", Stop));

        var answer = await fixture.AskAsync();

        Assert.Equal(("hm", "ok", null), (answer.Reasoning, answer.Text, answer.Failure));
    }

    [Theory]
    [InlineData("""{"prompt_tokens":100,"completion_tokens":20}""", null, null, null, null, null)]
    [InlineData("""{"prompt_tokens":100,"completion_tokens":20,"prompt_tokens_details":{},"completion_tokens_details":{}}""", null, null, null, null, null)]
    [InlineData("""{"prompt_tokens":100,"completion_tokens":20,"prompt_tokens_details":null,"completion_tokens_details":{"reasoning_tokens":7}}""", null, null, 7, null, null)]
    [InlineData("""{"prompt_tokens":100,"completion_tokens":20,"prompt_tokens_details":{"cached_tokens":0}}""", 0, null, null, null, null)]
    [InlineData("""{"prompt_tokens":100,"completion_tokens":20,"prompt_tokens_details":{"cached_tokens":64,"cache_write_tokens":30}}""", 64, 30, null, null, null)]
    [InlineData("""{"prompt_tokens":100,"completion_tokens":20,"prompt_cache_hit_tokens":90,"prompt_cache_miss_tokens":10}""", 90, null, null, null, null)]
    [InlineData("""{"prompt_tokens":100,"completion_tokens":20,"completion_tokens_details":{"accepted_prediction_tokens":5,"rejected_prediction_tokens":3}}""", null, null, null, 5, 3)]
    public async Task Call_Usage_BecomesOneRecord(string usage, int? cached, int? written, int? reasoning, int? accepted, int? rejected)
    {
        await using var fixture = await StartAsync();
        fixture.Server.Enqueue(WireReply.Events(
            """{"choices":[{"index":0,"delta":{"content":"ok"}}],"usage":null}""", Stop, $$"""{"choices":[],"usage":{{usage}}}"""));

        var answer = await fixture.AskAsync();

        var record = answer.Record;
        Assert.Equal((100, 20, false), (record.InputTokens, record.OutputTokens, record.TokensEstimated));
        Assert.Equal((cached, written, reasoning), (record.CachedInputTokens, record.CacheWriteTokens, record.ReasoningTokens));
        Assert.Equal((accepted, rejected), (record.AcceptedPredictionTokens, record.RejectedPredictionTokens));
    }

    [Fact]
    public async Task Call_Prediction_PassesThrough()
    {
        await using var fixture = await StartAsync();
        fixture.Server.Enqueue(WireReply.Events("""{"choices":[{"index":0,"delta":{"content":"ok"}}]}""", Stop));
        var extras = new CallExtras
        {
            EndpointFields = new Dictionary<string, JsonElement> { ["prediction"] = JsonSerializer.Deserialize<JsonElement>("""{"type":"content","content":"old text"}""") },
        };

        Assert.Null((await fixture.AskAsync(extras.Attach())).Failure);

        Assert.Equal("old text", fixture.Request.Json.GetProperty("prediction").GetProperty("content").GetString());
    }

    [Theory]
    [InlineData("""{"content":"a\ud83d"}""", """{"content":"\ude00b"}""", "a😀b", null)]
    [InlineData("""{"content":"\ud83d"}""", """{"content":"\ude00\ud83d\ude01\n\"\\\/é"}""", "😀😁\n\"\\/é", null)]
    [InlineData("""{"content":"a\ud83d"}""", """{"content":"b"}""", "a", ModelErrorKind.BrokenStream)]
    [InlineData("""{"content":"a"}""", """{"content":"\ude00"}""", "a", ModelErrorKind.BrokenStream)]
    [InlineData("""{"content":"a"}""", """{"content":"b\ud83d"}""", "ab", ModelErrorKind.BrokenStream)]
    public async Task Call_CharacterInTwoHalves_IsOneCharacter(string first, string second, string text, ModelErrorKind? failure)
    {
        await using var fixture = await StartAsync();
        fixture.Server.Enqueue(WireReply.Events($$"""{"choices":[{"index":0,"delta":{{first}}}]}""", $$"""{"choices":[{"index":0,"delta":{{second}}}]}""", Stop));

        var answer = await fixture.AskAsync();

        Assert.Equal((text, failure), (answer.Text, answer.Failure?.Kind));
    }

    [Fact]
    public async Task Call_PartsNamesAndStrictness_ArriveAsTheyWere()
    {
        await using var fixture = await StartAsync();
        fixture.Server.Enqueue(WireReply.Events("""{"choices":[{"index":0,"delta":{"content":"ok"}}]}""", Stop));
        var options = new CallExtras { StrictSchema = true }.Attach(new ChatOptions
        {
            Temperature = 0.7f,
            ResponseFormat = ChatResponseFormat.ForJsonSchema(JsonSerializer.SerializeToElement(new { type = "object" }), "shape"),
        });

        await fixture.AskAsync(
            options,
            new ChatMessage(ChatRole.System, [new TextContent("a"), new TextContent("b")]),
            new ChatMessage(ChatRole.User, [new TextContent("First."), new TextContent("Second.")]) { AuthorName = "bob" });

        var json = fixture.Request.Json;
        Assert.Equal(["a", "b"], json.GetProperty("messages")[0].GetProperty("content").EnumerateArray().Select(part => part.GetProperty("text").GetString()));
        Assert.Equal("bob", json.GetProperty("messages")[1].GetProperty("name").GetString());
        Assert.Equal(["First.", "Second."], json.GetProperty("messages")[1].GetProperty("content").EnumerateArray().Select(part => part.GetProperty("text").GetString()));
        Assert.True(json.GetProperty("response_format").GetProperty("json_schema").GetProperty("strict").GetBoolean());
        Assert.Equal("0.7", json.GetProperty("temperature").GetRawText());
    }

    [Fact]
    public async Task Call_ServerThatDoesNotStream_GivesItsAnswerAsOne()
    {
        await using var fixture = await StartAsync();
        fixture.Server.Enqueue(WireReply.Json("""
            {
              "id": "x", "object": "chat.completion", "model": "m",
              "choices": [{"index": 0, "message": {"role": "assistant", "content": "Hello"}, "finish_reason": "stop"}],
              "usage": {"prompt_tokens": 9, "completion_tokens": 1, "total_tokens": 10}
            }
            """));

        var answer = await fixture.AskAsync();

        Assert.Equal(("Hello", "stop", null), (answer.Text, answer.Finish, answer.Failure));
        Assert.Equal((9, 1), (answer.Record.InputTokens, answer.Record.OutputTokens));
    }

    [Theory]
    [InlineData("""{"error":{"message":"Too many","code":429}}""", ModelErrorKind.RateLimited, 429)]
    [InlineData("""{"error":{"message":"Too many","type":"rate_limit_error"}}""", ModelErrorKind.RateLimited, 429)]
    [InlineData("""{"error":{"message":"Broken","type":"server_error"}}""", ModelErrorKind.ProviderError, 500)]
    [InlineData("""{"error":"Broken"}""", ModelErrorKind.ProviderError, null)]
    public async Task Call_ErrorInTheStream_HasTheKindOfItsCode(string error, ModelErrorKind kind, int? status)
    {
        await using var fixture = await StartAsync();
        fixture.Server.Enqueue(WireReply.Events("""{"choices":[{"index":0,"delta":{"content":"par"}}]}""", error));

        var answer = await fixture.AskAsync();

        Assert.Equal(("par", kind, status), (answer.Text, answer.Failure?.Kind, answer.Failure?.StatusCode));
        Assert.Equal(RequestOutcome.Failed, answer.Record.Outcome);
    }
}

using System.Text.Json;
using LatencyPortal.Gateway.Tests.Providers.Wire;
using LatencyPortal.Telemetry;
using LatencyPortal.Testing;
using Microsoft.Extensions.AI;

namespace LatencyPortal.Gateway.Tests.Providers;

public sealed class GeminiChatClientTests
{
    private const string Stop = """{"candidates":[{"content":{"parts":[{"text":""}],"role":"model"},"finishReason":"STOP","index":0}],"usageMetadata":{"promptTokenCount":100,"candidatesTokenCount":15,"thoughtsTokenCount":5,"cachedContentTokenCount":60,"totalTokenCount":120},"modelVersion":"gemini-3-flash","responseId":"r1"}""";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static Task<WireFixture> StartAsync(string path = "/v1beta") => WireFixture.StartAsync(ProviderKind.Gemini, path);

    private static string Part(string part) => $$$"""{"candidates":[{"content":{"parts":[{{{part}}}],"role":"model"},"index":0}],"usageMetadata":{"promptTokenCount":100,"totalTokenCount":100}}""";

    [Theory]
    [InlineData("/v1beta")]
    [InlineData("/")]
    public async Task Call_GoodAnswer_GivesTextThoughtsUsageAndFinish(string path)
    {
        await using var fixture = await StartAsync(path);
        fixture.Server.Enqueue(WireReply.Events(Part("""{"text":"hm","thought":true}"""), Part("""{"text":"Grüße, "}"""), Part("""{"text":"世界 🌍"}"""), Stop));

        var answer = await fixture.AskAsync();

        Assert.Equal(("Grüße, 世界 🌍", "hm", "stop", null), (answer.Text, answer.Reasoning, answer.Finish, answer.Failure));
        var record = answer.Record;
        Assert.Equal((100, 60, 20, 5, false), (record.InputTokens, record.CachedInputTokens, record.OutputTokens, record.ReasoningTokens, record.TokensEstimated));
        Assert.Null(record.CacheWriteTokens);
        Assert.Equal("/v1beta/models/scripted:streamGenerateContent?alt=sse", fixture.Request.Target);
        Assert.Equal(WireFixture.Key, fixture.Request.Headers["x-goog-api-key"]);
        Assert.False(fixture.Request.Headers.ContainsKey("Authorization"));
        Assert.Equal("""{"contents":[{"role":"user","parts":[{"text":"Hi"}]}]}""", fixture.Request.Body);
    }

    [Fact]
    public async Task Call_WholeConversation_ArrivesAtTheEndpoint()
    {
        await using var fixture = await StartAsync();
        fixture.Server.Enqueue(WireReply.Events(Stop));
        var options = new CallExtras
        {
            EndpointFields = new Dictionary<string, JsonElement>
            {
                ["cachedContent"] = JsonSerializer.SerializeToElement("cachedContents/1"),
                ["generationConfig"] = JsonSerializer.Deserialize<JsonElement>("""{"responseLogprobs":true}"""),
            },
        }.Attach(new ChatOptions
        {
            Tools = [Tools.Weather],
            ToolMode = ChatToolMode.RequireSpecific("weather"),
            Temperature = 0.5f,
            TopP = 0.9f,
            TopK = 40,
            Seed = 42,
            MaxOutputTokens = 77,
            StopSequences = ["END"],
            Reasoning = new ReasoningOptions { Effort = ReasoningEffort.Low },
            ResponseFormat = ChatResponseFormat.ForJsonSchema(JsonSerializer.Deserialize<JsonElement>("""{"type":"object"}""")),
        });

        Assert.Null((await fixture.AskAsync(options, [.. Tools.Conversation, new(ChatRole.User, [new UriContent("https://example.org/a.pdf", "application/pdf")])])).Failure);

        var json = fixture.Request.Json;
        Assert.Equal("Be brief.", json.GetProperty("systemInstruction").GetProperty("parts")[0].GetProperty("text").GetString());
        var contents = json.GetProperty("contents");
        Assert.Equal(["user", "model", "user"], contents.EnumerateArray().Select(content => content.GetProperty("role").GetString()));
        Assert.Equal("""{"mimeType":"image/png","data":"AQID"}""", contents[0].GetProperty("parts")[1].GetProperty("inlineData").GetRawText());
        var call = contents[1].GetProperty("parts")[1];
        Assert.Equal("""{"id":"call_1","name":"weather","args":{"city":"Bern"}}""", call.GetProperty("functionCall").GetRawText());
        Assert.Equal("skip_thought_signature_validator", call.GetProperty("thoughtSignature").GetString());
        Assert.Equal("""{"id":"call_1","name":"weather","response":{"result":"sunny"}}""", contents[2].GetProperty("parts")[0].GetProperty("functionResponse").GetRawText());
        Assert.Equal("https://example.org/a.pdf", contents[2].GetProperty("parts")[1].GetProperty("fileData").GetProperty("fileUri").GetString());
        var function = json.GetProperty("tools")[0].GetProperty("functionDeclarations")[0];
        Assert.Equal(("weather", "city"), (function.GetProperty("name").GetString(), function.GetProperty("parametersJsonSchema").GetProperty("required")[0].GetString()));
        Assert.Equal("""{"mode":"ANY","allowedFunctionNames":["weather"]}""", json.GetProperty("toolConfig").GetProperty("functionCallingConfig").GetRawText());
        Assert.Equal("cachedContents/1", json.GetProperty("cachedContent").GetString());
        Assert.Equal(
            """{"temperature":0.5,"topP":0.9,"topK":40,"maxOutputTokens":77,"seed":42,"stopSequences":["END"],"responseMimeType":"application/json","responseJsonSchema":{"type":"object"},"thinkingConfig":{"includeThoughts":true,"thinkingLevel":"low"},"responseLogprobs":true}""",
            json.GetProperty("generationConfig").GetRawText());
    }

    [Fact]
    public async Task Call_FunctionCalls_ComeWithIdsAndKeepTheirSignatures()
    {
        await using var fixture = await StartAsync();
        fixture.Server.Enqueue(WireReply.Events(
            Part("""{"functionCall":{"name":"weather","args":{"city":"Bern"}},"thoughtSignature":"c2ln"},{"functionCall":{"id":"b","name":"weather","args":{"city":"Rom"}}}"""), Stop));
        fixture.Server.Enqueue(WireReply.Events(Stop));

        var answer = await fixture.AskAsync(new ChatOptions { Tools = [Tools.Weather] });
        Assert.Null((await fixture.AskAsync(null, [new(ChatRole.User, "Hi"), .. answer.Updates.ToChatResponse().Messages])).Failure);

        Assert.Equal(("tool_calls", null), (answer.Finish, answer.Failure));
        Assert.Equal(["Bern", "Rom"], answer.Calls.Select(call => call.Arguments!["city"]!.ToString()));
        Assert.StartsWith("call_", answer.Calls[0].CallId, StringComparison.Ordinal);
        Assert.Equal("b", answer.Calls[1].CallId);
        Assert.NotNull(answer.Record.Stamps.FirstToken);
        var parts = fixture.Server.Requests[1].Json.GetProperty("contents")[1].GetProperty("parts");
        Assert.Equal("c2ln", parts[0].GetProperty("thoughtSignature").GetString());
        Assert.False(parts[1].TryGetProperty("thoughtSignature", out _));
    }

    [Fact]
    public async Task Call_Picture_IsData()
    {
        await using var fixture = await StartAsync();
        fixture.Server.Enqueue(WireReply.Events(Part("""{"inlineData":{"mimeType":"image/png","data":"AQID"}}"""), Stop));

        var picture = Assert.Single((await fixture.AskAsync()).Contents.OfType<DataContent>());

        Assert.Equal("image/png", picture.MediaType);
        Assert.Equal(new byte[] { 1, 2, 3 }, picture.Data.ToArray());
    }

    [Theory]
    [InlineData("MAX_TOKENS", "length")]
    [InlineData("SAFETY", "content_filter")]
    [InlineData("PROHIBITED_CONTENT", "content_filter")]
    [InlineData("MALFORMED_FUNCTION_CALL", "malformed_function_call")]
    public async Task Call_FinishReason_IsTranslated(string reason, string finish)
    {
        await using var fixture = await StartAsync();
        fixture.Server.Enqueue(WireReply.Events($$"""{"candidates":[{"finishReason":"{{reason}}"}]}"""));

        Assert.Equal((finish, null), await fixture.AskAsync() is var answer ? (answer.Finish, answer.Failure) : default);
    }

    [Fact]
    public async Task Call_PromptBlocked_IsFiltered()
    {
        await using var fixture = await StartAsync();
        fixture.Server.Enqueue(WireReply.Events("""{"promptFeedback":{"blockReason":"SAFETY"},"usageMetadata":{"promptTokenCount":4}}"""));

        var answer = await fixture.AskAsync();

        Assert.Equal(("content_filter", 4, null, null), (answer.Finish, answer.Record.InputTokens, answer.Record.OutputTokens, answer.Record.CachedInputTokens));
    }

    [Fact]
    public async Task Call_AnswerAsOneArray_IsUnderstood()
    {
        await using var fixture = await StartAsync();
        fixture.Server.Enqueue(WireReply.Json($"[{Part("""{"text":"ok"}""")},\r\n{Stop}]"));

        var answer = await fixture.AskAsync();

        Assert.Equal(("ok", 20, null), (answer.Text, answer.Record.OutputTokens, answer.Failure));
    }

    [Theory]
    [InlineData("text/html", "<p>", ModelErrorKind.ProviderError)]
    [InlineData("text/plain", "Hello", ModelErrorKind.ProviderError)]
    [InlineData("application/json", "{", ModelErrorKind.BrokenStream)]
    [InlineData("application/json", """{"error":{"code":429,"status":"RESOURCE_EXHAUSTED","message":"quota"}}""", ModelErrorKind.RateLimited)]
    [InlineData("text/event-stream", "", ModelErrorKind.BrokenStream)]
    [InlineData("text/event-stream", "data: 42\n\n", ModelErrorKind.BrokenStream)]
    public async Task Call_NoAnswer_SaysWhatCameInstead(string contentType, string body, ModelErrorKind kind)
    {
        await using var fixture = await StartAsync();
        fixture.Server.Enqueue(new WireReply(200, contentType).Raw(body));

        Assert.Equal(kind, (await fixture.AskAsync()).Failure?.Kind);
    }

    [Theory]
    [InlineData(400, "INVALID_ARGUMENT", "API key not valid. Please pass a valid API key.", ModelErrorKind.WrongKey)]
    [InlineData(400, "INVALID_ARGUMENT", "The input token count (9000) exceeds the maximum number of tokens allowed (8192).", ModelErrorKind.PromptTooLong)]
    [InlineData(400, "INVALID_ARGUMENT", "No such field", ModelErrorKind.InvalidRequest)]
    [InlineData(403, "PERMISSION_DENIED", "No", ModelErrorKind.WrongKey)]
    [InlineData(404, "NOT_FOUND", "models/scripted is not found", ModelErrorKind.UnknownModel)]
    [InlineData(429, "RESOURCE_EXHAUSTED", "Quota", ModelErrorKind.RateLimited)]
    [InlineData(503, "UNAVAILABLE", "Overloaded", ModelErrorKind.ProviderError)]
    public async Task Call_Error_HasTheSameKindAsStatusAndInTheStream(int status, string name, string message, ModelErrorKind kind)
    {
        await using var fixture = await StartAsync();
        var error = JsonSerializer.Serialize(new { error = new { code = status, message, status = name } });
        fixture.Server.Enqueue(WireReply.Json(error, status));
        fixture.Server.Enqueue(WireReply.Events(Part("""{"text":"par"}"""), error));

        var refused = await fixture.AskAsync();
        var failed = await fixture.AskAsync();

        Assert.Equal((kind, kind, "par"), (refused.Failure?.Kind, failed.Failure?.Kind, failed.Text));
        // What is too long for a model names the model, all else the endpoint.
        Assert.Contains(kind == ModelErrorKind.PromptTooLong ? "scripted" : "lab", refused.Failure!.Message, StringComparison.Ordinal);
        Assert.Equal(2, fixture.Server.Requests.Count);
    }

    [Fact]
    public async Task Call_StreamWithoutFinishReason_IsBroken()
    {
        await using var fixture = await StartAsync();
        var read = new Gate();
        fixture.Server.Enqueue(WireReply.Events(Part("""{"text":"a"}""")));
        fixture.Server.Enqueue(WireReply.Events(Part("""{"text":"a"}""")).Raw("data: {\"candidates\":[{\"cont"));
        fixture.Server.Enqueue(new WireReply().SendHeaders().Wait(read).Abort());

        Assert.Equal(("a", ModelErrorKind.BrokenStream), Of(await fixture.AskAsync()));
        Assert.Equal(("a", ModelErrorKind.BrokenStream), Of(await fixture.AskAsync()));
        var last = fixture.AskAsync();
        await read.ReachedAsync(Token);
        read.Open();
        Assert.Equal(("", ModelErrorKind.BrokenStream), Of(await last));

        static (string, ModelErrorKind?) Of(WireFixture.Answer answer) => (answer.Text, answer.Failure?.Kind);
    }

    [Fact]
    public async Task Call_Bytewise_IsRead()
    {
        await using var fixture = await StartAsync();
        fixture.Server.Enqueue(new WireReply().Bytewise($": hello\r\ndata: {Part("""{"text":"Grüße 🌍"}""")}\r\n\r\ndata: {Stop}\r\r"));

        var answer = await fixture.AskAsync();

        Assert.Equal(("Grüße 🌍", null), (answer.Text, answer.Failure));
    }

    [Fact]
    public async Task Call_Silence_TimesOutAndLeaves()
    {
        await using var fixture = await StartAsync();
        var silent = new Gate();
        fixture.Server.Enqueue(new WireReply().SendHeaders().Wait(silent));
        var reading = fixture.AskAsync();
        await silent.ReachedAsync(Token);

        fixture.Gateway.Time.Advance(TimeSpan.FromSeconds(61));

        var answer = await reading;
        Assert.Equal((ModelErrorKind.Timeout, RequestOutcome.Failed), (answer.Failure?.Kind, answer.Record.Outcome));
        await fixture.Request.Left.Task.WaitAsync(Token);
    }
}

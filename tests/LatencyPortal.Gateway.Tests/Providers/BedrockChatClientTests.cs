using System.Text.Json;
using LatencyPortal.Gateway.Prompts.Composition;
using LatencyPortal.Gateway.Providers;
using LatencyPortal.Gateway.Resilience;
using LatencyPortal.Gateway.Tests.Providers.Wire;
using LatencyPortal.Telemetry;
using LatencyPortal.Testing;
using LatencyPortal.Testing.Upstream;
using Microsoft.Extensions.AI;

namespace LatencyPortal.Gateway.Tests.Providers;

public sealed class BedrockChatClientTests
{
    private const string Claude = "eu.anthropic.claude-sonnet-4-6";

    private static readonly byte[] Start = Event("messageStart", """{"role":"assistant","p":"abc"}""");

    private static readonly byte[] Stop = Event("messageStop", """{"stopReason":"end_turn"}""");

    private static readonly byte[] Metadata = Event(
        "metadata", """{"usage":{"inputTokens":10,"outputTokens":20,"totalTokens":130,"cacheReadInputTokens":60,"cacheWriteInputTokens":40},"metrics":{"latencyMs":5}}""");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static Task<WireFixture> StartAsync(string path = "/") => WireFixture.StartAsync(ProviderKind.Bedrock, path);

    private static byte[] Event(string name, string payload) => EventStreamFrame.Write(name, payload);

    private static byte[] Delta(string delta, int index = 0) => Event("contentBlockDelta", $$"""{"contentBlockIndex":{{index}},"delta":{{delta}}}""");

    private static byte[] End(int index = 0) => Event("contentBlockStop", $$"""{"contentBlockIndex":{{index}}}""");

    private static WireReply Frames(params byte[][] frames)
    {
        var reply = new WireReply(contentType: EventStreamFrame.MediaType);
        foreach (var frame in frames)
            reply.Raw(frame);
        return reply;
    }

    [Fact]
    public async Task Call_GoodAnswer_GivesTextThoughtsUsageAndFinish()
    {
        await using var fixture = await StartAsync();
        fixture.Server.Enqueue(Frames(
            Start, Delta("""{"reasoningContent":{"text":"hm"}}"""), Delta("""{"reasoningContent":{"signature":"sig"}}"""), End(),
            Delta("""{"text":"Grüße, "}""", 1), Delta("""{"text":"世界 🌍"}""", 1), Event("unknownEvent", "{}"), End(1), Stop, Metadata).Header("x-amzn-RequestId", "r1"));

        var answer = await fixture.AskAsync();

        Assert.Equal(("Grüße, 世界 🌍", "hm", "stop", null), (answer.Text, answer.Reasoning, answer.Finish, answer.Failure));
        var record = answer.Record;
        Assert.Equal((110, 60, 40, 20, false), (record.InputTokens, record.CachedInputTokens, record.CacheWriteTokens, record.OutputTokens, record.TokensEstimated));
        Assert.Equal("/model/scripted/converse-stream", fixture.Request.Target);
        Assert.Equal("Bearer " + WireFixture.Key, fixture.Request.Headers["Authorization"]);
        Assert.Equal("""{"messages":[{"role":"user","content":[{"text":"Hi"}]}]}""", fixture.Request.Body);
        Assert.Contains(answer.Updates, update => update.ResponseId == "r1");
    }

    [Fact]
    public async Task Call_WholeConversation_ArrivesAtTheEndpoint()
    {
        await using var fixture = await StartAsync("/base/");
        fixture.Server.Enqueue(Frames(Start, Stop));
        var options = new CallExtras
        {
            EndpointFields = new Dictionary<string, JsonElement>
            {
                ["additionalModelRequestFields"] = JsonSerializer.Deserialize<JsonElement>("""{"anthropic_beta":["x"]}"""),
                ["inferenceConfig"] = JsonSerializer.Deserialize<JsonElement>("""{"topP":0.8}"""),
                ["top_k"] = JsonSerializer.SerializeToElement(40),
            },
        }.Attach(new ChatOptions
        {
            Instructions = "Be kind.",
            Tools = [Tools.Weather],
            ToolMode = ChatToolMode.RequireSpecific("weather"),
            Temperature = 0.5f,
            TopP = 0.9f,
            MaxOutputTokens = 77,
            StopSequences = ["END"],
            Reasoning = new ReasoningOptions { Effort = ReasoningEffort.Low },
            ResponseFormat = ChatResponseFormat.ForJsonSchema(JsonSerializer.Deserialize<JsonElement>("""{"type":"object"}"""), "answer"),
        });

        Assert.Null((await fixture.AskAsync(options, [.. Tools.Conversation, new(ChatRole.User, "And now?"), new(ChatRole.Assistant, " "), new(ChatRole.User, "Well?")])).Failure);

        Assert.Equal("/base/model/scripted/converse-stream", fixture.Request.Target);
        Assert.Equal(
            """{"messages":[{"role":"user","content":[{"text":"What is this?"},{"image":{"format":"png","source":{"bytes":"AQID"}}}]},{"role":"assistant","content":[{"text":"Let me look."},{"toolUse":{"toolUseId":"call_1","name":"weather","input":{"city":"Bern"}}}]},{"role":"user","content":[{"toolResult":{"toolUseId":"call_1","content":[{"text":"sunny"}]}},{"text":"And now?"},{"text":"Well?"}]}],"system":[{"text":"Be kind."},{"text":"Be brief."}],"toolConfig":{"tools":[{"toolSpec":{"name":"weather","description":"Tells the weather.","inputSchema":{"json":{"type":"object","properties":{"city":{"type":"string"}},"required":["city"]}}}}],"toolChoice":{"tool":{"name":"weather"}}},"inferenceConfig":{"temperature":0.5,"topP":0.8,"maxTokens":77,"stopSequences":["END"]},"outputConfig":{"textFormat":{"type":"json_schema","structure":{"jsonSchema":{"schema":"{\u0022type\u0022:\u0022object\u0022}","name":"answer"}}}},"additionalModelRequestFields":{"anthropic_beta":["x"]}}""",
            fixture.Request.Body);
    }

    [Fact]
    public async Task Call_ToolsAndThoughts_ComeWholeAndGoBackSigned()
    {
        await using var fixture = await StartAsync();
        fixture.Server.Enqueue(Frames(
            Start,
            Delta("""{"reasoningContent":{"text":"I should "}}"""), Delta("""{"reasoningContent":{"text":"look."}}"""), Delta("""{"reasoningContent":{"signature":"c2ln"}}"""), End(),
            Delta("""{"reasoningContent":{"redactedContent":"aGlkZGVu"}}""", 1), End(1),
            Event("contentBlockStart", """{"contentBlockIndex":2,"start":{"toolUse":{"toolUseId":"tooluse_a","name":"weather"}}}"""),
            Delta("""{"toolUse":{"input":""}}""", 2), Delta("""{"toolUse":{"input":"{\"city\":"}}""", 2), Delta("""{"toolUse":{"input":"\"Bern\"}"}}""", 2), End(2),
            Event("contentBlockStart", """{"contentBlockIndex":3,"start":{"toolUse":{"toolUseId":"tooluse_b","name":"now"}}}"""), End(3),
            Event("messageStop", """{"stopReason":"tool_use"}"""), Metadata));
        fixture.Server.Enqueue(Frames(Start, Stop));

        var answer = await fixture.AskAsync(new ChatOptions { Tools = [Tools.Weather] });
        Assert.Null((await fixture.AskAsync(
            null,
            [new(ChatRole.User, "Hi"), .. answer.Updates.ToChatResponse().Messages, new(ChatRole.Tool, [new FunctionResultContent("tooluse_a", "") { Exception = new InvalidOperationException("no") }])])).Failure);

        Assert.Equal(("tool_calls", null), (answer.Finish, answer.Failure));
        Assert.Equal([("tooluse_a", "weather"), ("tooluse_b", "now")], answer.Calls.Select(call => (call.CallId, call.Name)));
        Assert.Equal("Bern", answer.Calls[0].Arguments!["city"]!.ToString());
        Assert.NotNull(answer.Record.Stamps.FirstToken);
        var second = fixture.Server.Requests[1].Json;
        Assert.Equal(
            """{"role":"assistant","content":[{"reasoningContent":{"reasoningText":{"text":"I should look.","signature":"c2ln"}}},{"reasoningContent":{"redactedContent":"aGlkZGVu"}},{"toolUse":{"toolUseId":"tooluse_a","name":"weather","input":{"city":"Bern"}}},{"toolUse":{"toolUseId":"tooluse_b","name":"now","input":{}}}]}""",
            second.GetProperty("messages")[1].GetRawText());
        Assert.Equal("""{"toolUseId":"tooluse_a","content":[{"text":"(empty)"}],"status":"error"}""", second.GetProperty("messages")[2].GetProperty("content")[0].GetProperty("toolResult").GetRawText());
        // Without tools of its own the conversation needs those that were called.
        Assert.Equal(
            """{"tools":[{"toolSpec":{"name":"weather","inputSchema":{"json":{"type":"object"}}}},{"toolSpec":{"name":"now","inputSchema":{"json":{"type":"object"}}}}]}""",
            second.GetProperty("toolConfig").GetRawText());
    }

    [Theory]
    [InlineData("eu.anthropic.claude-sonnet-4-6", null, """{"maxTokens":9000}""", """{"thinking":{"type":"adaptive"},"output_config":{"effort":"medium"}}""")]
    [InlineData("anthropic.claude-opus-5-v1:0", null, """{"maxTokens":9000}""", """{"thinking":{"type":"adaptive"},"output_config":{"effort":"medium"}}""")]
    [InlineData("us.anthropic.claude-opus-4-5-20251101-v1:0", null, """{"maxTokens":9000}""", """{"thinking":{"type":"enabled","budget_tokens":8192}}""")]
    [InlineData("anthropic.claude-3-7-sonnet-20250219-v1:0", null, """{"maxTokens":9000}""", """{"thinking":{"type":"enabled","budget_tokens":8192}}""")]
    [InlineData("anthropic.claude-3-5-sonnet-20241022-v2:0", null, """{"temperature":0.5,"maxTokens":9000}""", """{"top_k":40}""")]
    [InlineData("us.amazon.nova-2-lite-v1:0", null, """{"maxTokens":9000}""", """{"reasoningConfig":{"type":"enabled","maxReasoningEffort":"medium"}}""")]
    [InlineData("amazon.nova-lite-v1:0", null, """{"temperature":0.5,"maxTokens":9000}""", """{"inferenceConfig":{"topK":40}}""")]
    [InlineData("openai.gpt-oss-120b-1:0", null, """{"temperature":0.5,"maxTokens":9000}""", """{"reasoning_effort":"medium"}""")]
    [InlineData("meta.llama3-3-70b-instruct-v1:0", null, """{"temperature":0.5,"maxTokens":9000}""", null)]
    [InlineData("anthropic.claude-3-7-sonnet-20250219-v1:0", 1000, """{"temperature":0.5,"maxTokens":1000}""", """{"top_k":40}""")]
    public void Prompt_Thinking_IsAskedForInTheWordsOfTheModel(string model, int? most, string inference, string? more)
    {
        var json = PromptOf(model, null, new ChatOptions { Temperature = 0.5f, TopK = 40, MaxOutputTokens = most ?? 9000, Reasoning = new ReasoningOptions { Effort = ReasoningEffort.Medium } });

        Assert.Equal(inference, json.GetProperty("inferenceConfig").GetRawText());
        Assert.Equal(more, json.TryGetProperty("additionalModelRequestFields", out var fields) ? fields.GetRawText() : null);
    }

    [Fact]
    public void Prompt_CacheControl_MarksToolsSystemAndQuestion()
    {
        var json = PromptOf(
            Claude,
            new CallExtras { CacheControl = true },
            new ChatOptions { Tools = [Tools.Weather] },
            [new(ChatRole.System, "One."), new(ChatRole.System, "Two."), new(ChatRole.User, "Hi"), new(ChatRole.Assistant, "Hello"), new(ChatRole.User, "Why?")]);

        Assert.Equal("""[{"text":"One."},{"text":"Two."},{"cachePoint":{"type":"default"}}]""", json.GetProperty("system").GetRawText());
        Assert.Equal(
            """[{"role":"user","content":[{"text":"Hi"}]},{"role":"assistant","content":[{"text":"Hello"}]},{"role":"user","content":[{"text":"Why?"},{"cachePoint":{"type":"default"}}]}]""",
            json.GetProperty("messages").GetRawText());
        var tools = json.GetProperty("toolConfig").GetProperty("tools");
        Assert.Equal((2, """{"cachePoint":{"type":"default"}}"""), (tools.GetArrayLength(), tools[1].GetRawText()));
    }

    [Fact]
    public void Prompt_CacheControlAndInstructions_MarksThem() => Assert.Equal(
        """[{"text":"Be kind."},{"cachePoint":{"type":"default"}}]""",
        PromptOf(Claude, new CallExtras { CacheControl = true }, new ChatOptions { Instructions = "Be kind." }).GetProperty("system").GetRawText());

    [Fact]
    public void Prompt_Marks_BecomePointsWithTheirLifetimeAndTakeTheDefaultsPlace()
    {
        var json = PromptOf(
            Claude,
            new CallExtras { CacheControl = true },
            new ChatOptions { Tools = [Tools.Weather] },
            [
                new(ChatRole.System, [Marked("Rules.", "1h"), new TextContent("More.")]),
                new(ChatRole.User, [Marked("Document.", "5m"), Marked("Another.", null), new TextContent("Why?")]),
            ]);

        Assert.Equal("""[{"text":"Rules."},{"cachePoint":{"type":"default","ttl":"1h"}},{"text":"More."}]""", json.GetProperty("system").GetRawText());
        Assert.Equal(
            """[{"text":"Document."},{"cachePoint":{"type":"default","ttl":"5m"}},{"text":"Another."},{"cachePoint":{"type":"default"}},{"text":"Why?"}]""",
            json.GetProperty("messages")[0].GetProperty("content").GetRawText());
        Assert.Equal(1, json.GetProperty("toolConfig").GetProperty("tools").GetArrayLength());
    }

    [Fact]
    public void Prompt_MoreThanFourMarks_KeepsTheLastFour()
    {
        var json = PromptOf(Claude, null, null, [new(ChatRole.User, [.. Enumerable.Range(1, 6).Select(i => Marked($"{i}.", null))])]);

        Assert.Equal(
            ["1.", "2.", "3.", "", "4.", "", "5.", "", "6.", ""],
            json.GetProperty("messages")[0].GetProperty("content").EnumerateArray().Select(block => block.TryGetProperty("text", out var text) ? text.GetString() : ""));
    }

    [Theory]
    [InlineData("eu.amazon.nova-pro-v1:0", """[{"text":"Hi"},{"cachePoint":{"type":"default"}}]""")] // its lifetime has no name
    [InlineData("arn:aws:bedrock:eu-central-1:1:application-inference-profile/abc", """[{"text":"Hi"},{"cachePoint":{"type":"default","ttl":"5m"}}]""")]
    [InlineData("meta.llama3-3-70b-instruct-v1:0", """[{"text":"Hi"}]""")]
    public void Prompt_Marks_AreSaidToAModelThatTakesThem(string model, string content) =>
        Assert.Equal(content, PromptOf(model, null, null, [new(ChatRole.User, [Marked("Hi", "5m")])]).GetProperty("messages")[0].GetProperty("content").GetRawText());

    [Theory]
    [InlineData("eu.anthropic.claude-3-5-haiku-20241022-v1:0", 3)]
    [InlineData("eu.amazon.nova-pro-v1:0", 2)] // it takes none behind tools
    [InlineData("us.amazon.nova-2-lite-v1:0", 0)] // it refuses them in conversations with tools
    [InlineData("anthropic.claude-3-5-sonnet-20240620-v1:0", 0)]
    [InlineData("anthropic.claude-3-haiku-20240307-v1:0", 0)]
    [InlineData("meta.llama3-3-70b-instruct-v1:0", 0)]
    [InlineData("arn:aws:bedrock:eu-central-1:1:application-inference-profile/abc", 0)]
    public void Prompt_CacheControl_MarksOnlyWhatTheModelTakes(string model, int points)
    {
        var json = PromptOf(model, new CallExtras { CacheControl = true }, new ChatOptions { Tools = [Tools.Weather], Instructions = "Be kind." });

        Assert.Equal(points, json.GetRawText().Split("cachePoint").Length - 1);
    }

    [Fact]
    public async Task Call_ContentWithoutAWord_IsRefused()
    {
        await using var fixture = await StartAsync();

        var pdf = await fixture.AskAsync(null, new ChatMessage(ChatRole.User, [new DataContent(new byte[] { 1 }, "application/pdf")]));
        var address = await fixture.AskAsync(null, new ChatMessage(ChatRole.User, [new UriContent("https://example.org/a.png", "image/png")]));

        Assert.Equal((ModelErrorKind.InvalidRequest, ModelErrorKind.InvalidRequest), (pdf.Failure?.Kind, address.Failure?.Kind));
        Assert.Empty(fixture.Server.Requests);
    }

    [Theory]
    [InlineData("max_tokens", "length")]
    [InlineData("model_context_window_exceeded", "length")]
    [InlineData("stop_sequence", "stop")]
    [InlineData("guardrail_intervened", "content_filter")]
    [InlineData("content_filtered", "content_filter")]
    [InlineData("malformed_tool_use", "malformed_tool_use")]
    public async Task Call_StopReason_IsTranslated(string reason, string finish)
    {
        await using var fixture = await StartAsync();
        fixture.Server.Enqueue(Frames(Start, Delta("""{"text":"a"}"""), Event("messageStop", $$"""{"stopReason":"{{reason}}"}"""), Metadata));

        Assert.Equal((finish, null), await fixture.AskAsync() is var answer ? (answer.Finish, answer.Failure) : default);
    }

    [Theory]
    [InlineData(400, "validationException", "The provided model identifier is invalid.", ModelErrorKind.UnknownModel)]
    [InlineData(400, "validationException", "Input is too long for requested model.", ModelErrorKind.PromptTooLong)]
    [InlineData(400, "validationException", "The text field is blank.", ModelErrorKind.InvalidRequest)]
    [InlineData(403, "accessDeniedException", "You don't have access to the model with the specified model ID.", ModelErrorKind.WrongKey)]
    [InlineData(404, "resourceNotFoundException", "No such model", ModelErrorKind.UnknownModel)]
    [InlineData(408, "modelTimeoutException", "Too slow", ModelErrorKind.ProviderError)]
    [InlineData(424, "modelStreamErrorException", "Model failed", ModelErrorKind.ProviderError)]
    [InlineData(429, "throttlingException", "Too many tokens, please wait before trying again.", ModelErrorKind.RateLimited)]
    [InlineData(500, "internalServerException", "Oops", ModelErrorKind.ProviderError)]
    [InlineData(503, "serviceUnavailableException", "Busy", ModelErrorKind.ProviderError)]
    public async Task Call_Error_HasTheSameKindAsStatusAndInTheStream(int status, string name, string message, ModelErrorKind kind)
    {
        await using var fixture = await StartAsync();
        var body = JsonSerializer.Serialize(new { message });
        fixture.Server.Enqueue(WireReply.Json(body, status));
        fixture.Server.Enqueue(Frames(Start, Delta("""{"text":"par"}"""), EventStreamFrame.Write(name, body, "exception")));

        var refused = await fixture.AskAsync();
        var failed = await fixture.AskAsync();

        Assert.Equal((kind, kind, "par"), (refused.Failure?.Kind, failed.Failure?.Kind, failed.Text));
        Assert.Equal(2, fixture.Server.Requests.Count);
        Assert.Equal(status is 408 or 424 or 429 or >= 500, FailureRules.AllowsRetry(refused.Failure!));
        if (kind != ModelErrorKind.PromptTooLong)
            Assert.All([refused, failed], answer => Assert.Equal((kind == ModelErrorKind.UnknownModel ? 404 : status, true), (answer.Failure!.StatusCode, answer.Failure.Message.Contains(message, StringComparison.Ordinal))));
    }

    [Fact]
    public async Task Call_ErrorFrame_SaysWhatItSays()
    {
        await using var fixture = await StartAsync();
        byte[] headers = [.. EventStreamFrame.Header(":message-type", "error"), .. EventStreamFrame.Header(":error-code", "InternalError"), .. EventStreamFrame.Header(":error-message", "An inner failure.")];
        fixture.Server.Enqueue(Frames(Start, EventStreamFrame.Write([], headers)));

        var failure = (await fixture.AskAsync()).Failure;

        Assert.Equal(ModelErrorKind.ProviderError, failure?.Kind);
        Assert.Contains("An inner failure.", failure!.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("text/html", "<p>", ModelErrorKind.ProviderError)]
    [InlineData("text/plain", "Hello", ModelErrorKind.ProviderError)]
    [InlineData("text/plain", "Hello, this is no stream of frames.", ModelErrorKind.ProviderError)]
    [InlineData("text/plain", "", ModelErrorKind.ProviderError)]
    [InlineData("application/json", """{"Output":{"__type":"UnknownOperationException"}}""", ModelErrorKind.ProviderError)]
    [InlineData("application/vnd.amazon.eventstream", "", ModelErrorKind.BrokenStream)]
    [InlineData("application/vnd.amazon.eventstream", "Hello, this is no stream of frames.", ModelErrorKind.BrokenStream)]
    public async Task Call_NoAnswer_SaysWhatCameInstead(string contentType, string body, ModelErrorKind kind)
    {
        await using var fixture = await StartAsync();
        fixture.Server.Enqueue(new WireReply(200, contentType).Raw(body));

        Assert.Equal(kind, (await fixture.AskAsync()).Failure?.Kind);
    }

    [Fact]
    public async Task Call_CutOrUnreadable_IsBrokenAndKeepsTheText()
    {
        await using var fixture = await StartAsync();
        var text = Delta("""{"text":"a"}""");
        fixture.Server.Enqueue(Frames(Start, text));
        fixture.Server.Enqueue(Frames(Start, text, text[..30]));
        fixture.Server.Enqueue(Frames(Start, text, Event("contentBlockDelta", "{\"delta\":")));
        fixture.Server.Enqueue(Frames(Start, text, Event("contentBlockDelta", "42")));

        foreach (var how in (string[])["without a finish reason", "in the middle of a frame", "not a valid answer", "not a valid answer"])
        {
            var answer = await fixture.AskAsync();
            Assert.Equal(("a", ModelErrorKind.BrokenStream), (answer.Text, answer.Failure?.Kind));
            Assert.Contains(how, answer.Failure!.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Call_UsageThatNeverComes_LosesNothingElse()
    {
        await using var fixture = await StartAsync();
        fixture.Server.Enqueue(Frames(Start, Delta("""{"text":"a"}"""), Stop, Metadata[..20]));

        var answer = await fixture.AskAsync();

        Assert.Equal(("a", "stop", null, null), (answer.Text, answer.Finish, answer.Failure, answer.Record.InputTokens));
    }

    [Fact]
    public async Task Call_ModelNameWithColonsAndSlashes_IsOnePartOfTheAddress()
    {
        await using var fixture = await StartAsync();
        const string Model = "arn:aws:bedrock:eu-central-1:123456789012:application-inference-profile/abc";
        fixture.Gateway.Gateway.Apply(new GatewaySnapshot([], [fixture.Config with { Models = [Model] }]), cancellationToken: Token);
        fixture.Server.Enqueue(Frames(Start, Stop));

        await fixture.Gateway.Client("lab/" + Model).GetResponseAsync("Hi", cancellationToken: Token);

        // The server of the test undoes the colons, but never a slash.
        Assert.Equal("/model/arn:aws:bedrock:eu-central-1:123456789012:application-inference-profile%2Fabc/converse-stream", fixture.Request.Target);
    }

    [Fact]
    public async Task Call_Silence_TimesOutAndLeaves()
    {
        await using var fixture = await StartAsync();
        var silent = new Gate();
        fixture.Server.Enqueue(new WireReply(contentType: EventStreamFrame.MediaType).SendHeaders().Wait(silent));
        var reading = fixture.AskAsync();
        await silent.ReachedAsync(Token);

        fixture.Gateway.Time.Advance(TimeSpan.FromSeconds(61));

        var answer = await reading;
        Assert.Equal((ModelErrorKind.Timeout, RequestOutcome.Failed), (answer.Failure?.Kind, answer.Record.Outcome));
        await fixture.Request.Left.Task.WaitAsync(Token);
    }

    private static TextContent Marked(string text, string? lifetime) => new CacheMark("cachePoint", """{"type":"default"}""", lifetime).On(new TextContent(text));

    private static JsonElement PromptOf(string model, CallExtras? extras, ChatOptions? options = null, ChatMessage[]? messages = null)
    {
        var endpoint = new EndpointConfig { Name = "lab", Provider = ProviderKind.Bedrock, BaseUrl = new Uri("https://bedrock-runtime.eu-central-1.amazonaws.com") };
        var request = EndpointRequest.Make(messages ?? [new ChatMessage(ChatRole.User, "Hi")], (extras ?? new CallExtras()).Attach(options), model, endpoint.Provider);
        return JsonSerializer.SerializeToElement(BedrockPrompt.Make(request, new EndpointErrors(endpoint, model)));
    }
}

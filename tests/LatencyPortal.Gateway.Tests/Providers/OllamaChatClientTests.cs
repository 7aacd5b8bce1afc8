using System.Text.Json;
using LatencyPortal.Gateway.Tests.Providers.Wire;
using LatencyPortal.Testing;
using Microsoft.Extensions.AI;

namespace LatencyPortal.Gateway.Tests.Providers;

public sealed class OllamaChatClientTests
{
    private const string Done = """{"model":"qwen3","message":{"role":"assistant","content":""},"done":true,"done_reason":"stop","total_duration":9,"load_duration":1,"prompt_eval_count":26,"prompt_eval_duration":2,"eval_count":5,"eval_duration":3}""";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static Task<WireFixture> StartAsync(string path = "/") => WireFixture.StartAsync(ProviderKind.Ollama, path);

    private static WireReply Lines(params string[] lines) => new WireReply(200, "application/x-ndjson").Raw(string.Concat(lines.Select(line => line + "\n")));

    private static string Message(string fields) => $$"""{"model":"qwen3","message":{"role":"assistant",{{fields}}},"done":false}""";

    [Theory]
    [InlineData("/")]
    [InlineData("/api")]
    [InlineData("/v1")]
    public async Task Call_GoodAnswer_GivesTextThinkingUsageAndFinish(string path)
    {
        await using var fixture = await StartAsync(path);
        fixture.Server.Enqueue(Lines(Message("\"content\":\"\",\"thinking\":\"hm\""), Message("\"content\":\"Grüße, \""), Message("\"content\":\"世界 🌍\""), Done));

        var answer = await fixture.AskAsync();

        Assert.Equal(("Grüße, 世界 🌍", "hm", "stop", null), (answer.Text, answer.Reasoning, answer.Finish, answer.Failure));
        var record = answer.Record;
        Assert.Equal((26, 5, false), (record.InputTokens, record.OutputTokens, record.TokensEstimated));
        Assert.Equal((null, null, null), (record.CachedInputTokens, record.CacheWriteTokens, record.ReasoningTokens));
        Assert.Equal(("/api/chat", "Bearer " + WireFixture.Key), (fixture.Request.Target, fixture.Request.Headers["Authorization"]));
        Assert.Equal("""{"model":"scripted","messages":[{"role":"user","content":"Hi"}],"stream":true}""", fixture.Request.Body);
    }

    [Fact]
    public async Task Call_WholeConversation_ArrivesAtTheEndpoint()
    {
        await using var fixture = await StartAsync();
        fixture.Server.Enqueue(Lines(Done));
        var options = new CallExtras
        {
            EndpointFields = new Dictionary<string, JsonElement>
            {
                ["keep_alive"] = JsonSerializer.SerializeToElement("10m"),
                ["options"] = JsonSerializer.Deserialize<JsonElement>("""{"num_ctx":8192}"""),
            },
        }.Attach(new ChatOptions
        {
            Tools = [Tools.Weather],
            Temperature = 0.5f,
            TopP = 0.9f,
            TopK = 40,
            Seed = 42,
            MaxOutputTokens = 77,
            StopSequences = ["END"],
            Reasoning = new ReasoningOptions { Effort = ReasoningEffort.Low },
            ResponseFormat = ChatResponseFormat.Json,
        });

        Assert.Null((await fixture.AskAsync(options, Tools.Conversation)).Failure);

        var json = fixture.Request.Json;
        Assert.Equal("""{"num_predict":77,"temperature":0.5,"top_p":0.9,"top_k":40,"seed":42,"stop":["END"],"num_ctx":8192}""", json.GetProperty("options").GetRawText());
        Assert.Equal(("10m", "json", true), (json.GetProperty("keep_alive").GetString(), json.GetProperty("format").GetString(), json.GetProperty("think").GetBoolean()));
        Assert.Equal("weather", json.GetProperty("tools")[0].GetProperty("function").GetProperty("name").GetString());
        var messages = json.GetProperty("messages");
        Assert.Equal("""{"role":"system","content":"Be brief."}""", messages[0].GetRawText());
        Assert.Equal("""{"role":"user","content":"What is this?","images":["AQID"]}""", messages[1].GetRawText());
        Assert.Equal("""{"role":"assistant","content":"Let me look.","tool_calls":[{"id":"call_1","function":{"name":"weather","arguments":{"city":"Bern"}}}]}""", messages[2].GetRawText());
        Assert.Equal("""{"role":"tool","content":"sunny","tool_name":"weather","tool_call_id":"call_1"}""", messages[3].GetRawText());
    }

    [Fact]
    public async Task Call_PictureByAddress_IsRefusedInsteadOfDropped()
    {
        await using var fixture = await StartAsync();

        var answer = await fixture.AskAsync(null, new ChatMessage(ChatRole.User, [new UriContent("https://example.org/a.png", "image/png")]));

        Assert.Equal(ModelErrorKind.InvalidRequest, answer.Failure?.Kind);
        Assert.Contains("files by their address", answer.Failure!.Message, StringComparison.Ordinal);
        Assert.Empty(fixture.Server.Requests);
    }

    [Fact]
    public async Task Call_ToolCalls_AreHandedOverWithIds()
    {
        await using var fixture = await StartAsync();
        fixture.Server.Enqueue(Lines(
            Message("""
                "content":"","tool_calls":[{"function":{"name":"weather","arguments":{"city":"Bern"}}},{"id":"b","function":{"name":"weather","arguments":{"city":"Rom"}}}]
                """.Trim()),
            Done));

        var answer = await fixture.AskAsync(new ChatOptions { Tools = [Tools.Weather] });

        Assert.Equal(("tool_calls", null), (answer.Finish, answer.Failure));
        Assert.Equal(["Bern", "Rom"], answer.Calls.Select(call => call.Arguments!["city"]!.ToString()));
        Assert.StartsWith("call_", answer.Calls[0].CallId, StringComparison.Ordinal);
        Assert.Equal("b", answer.Calls[1].CallId);
    }

    [Theory]
    [InlineData("""{"message":{"content":"a"},"done":true,"done_reason":"length","eval_count":7}""", "length", null, 7)]
    [InlineData("""{"message":{"content":"a"},"done":true}""", "stop", null, 1)]
    public async Task Call_LastLine_MayKnowLess(string last, string finish, int? input, int? output)
    {
        await using var fixture = await StartAsync();
        fixture.Server.Enqueue(Lines(last));

        var answer = await fixture.AskAsync();

        Assert.Equal(("a", finish, input, output), (answer.Text, answer.Finish, answer.Record.InputTokens, answer.Record.OutputTokens));
    }

    [Fact]
    public async Task Call_Errors_HaveTheirKinds()
    {
        await using var fixture = await StartAsync();
        fixture.Server.Enqueue(WireReply.Json("""{"error":"model 'scripted' not found"}""", 404));
        fixture.Server.Enqueue(Lines(Message("\"content\":\"par\""), """{"error":"llama runner process has terminated"}"""));
        fixture.Server.Enqueue(Lines(Message("\"content\":\"a\"")));
        fixture.Server.Enqueue(Lines(Message("\"content\":\"a\""), "{\"message\":"));
        fixture.Server.Enqueue(new WireReply(200, "text/plain").Raw("Ollama is running"));

        Assert.Equal(("", ModelErrorKind.UnknownModel), Of(await fixture.AskAsync()));
        var failed = await fixture.AskAsync();
        Assert.Equal(("par", ModelErrorKind.ProviderError), Of(failed));
        Assert.Contains("runner process has terminated", failed.Failure!.Message, StringComparison.Ordinal);
        Assert.Equal(("a", ModelErrorKind.BrokenStream), Of(await fixture.AskAsync()));
        Assert.Equal(("a", ModelErrorKind.BrokenStream), Of(await fixture.AskAsync()));
        Assert.Equal(("", ModelErrorKind.ProviderError), Of(await fixture.AskAsync()));

        static (string, ModelErrorKind?) Of(WireFixture.Answer answer) => (answer.Text, answer.Failure?.Kind);
    }

    [Fact]
    public async Task Call_BytewiseWithBothLineEnds_IsRead()
    {
        await using var fixture = await StartAsync();
        fixture.Server.Enqueue(new WireReply(200, "application/x-ndjson").Bytewise($"{Message("\"content\":\"Grüße 🌍\"")}\r\n\n{Done}"));

        var answer = await fixture.AskAsync();

        Assert.Equal(("Grüße 🌍", 5, null), (answer.Text, answer.Record.OutputTokens, answer.Failure));
    }

    [Fact]
    public async Task Call_Silence_TimesOutAndLeaves()
    {
        await using var fixture = await StartAsync();
        var silent = new Gate();
        fixture.Server.Enqueue(new WireReply(200, "application/x-ndjson").SendHeaders().Wait(silent));
        var reading = fixture.AskAsync();
        await silent.ReachedAsync(Token);

        fixture.Gateway.Time.Advance(TimeSpan.FromSeconds(61));

        Assert.Equal(ModelErrorKind.Timeout, (await reading).Failure?.Kind);
        await fixture.Request.Left.Task.WaitAsync(Token);
    }
}

using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using LatencyPortal.Data;
using LatencyPortal.Testing;
using LatencyPortal.Tests.Shared;
using Xunit;

namespace LatencyPortal.Tests.Chat.Parameters;

/// <summary>Settings from the page to the request that reaches a model.</summary>
public sealed class ChatSettingsEndpointsTests(ChatFixture chat) : IClassFixture<ChatFixture>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Save_ThenAsk_EverySettingReachesTheEndpoint()
    {
        var first = await chat.AskAsync("Hi", Stop);
        await ChatFixture.ReadAsync(first, Stop);
        var settings = new
        {
            systemPrompt = " Be brief. ",
            parameters = new { temperature = 0.5, topP = 0.25, maxTokens = 77, stop = new[] { "END", "" }, seed = 42, reasoningEffort = "Low" },
        };

        using var saved = await chat.PostAsync("settings", new { conversationId = first.ConversationId, settings }, Stop);
        using var read = await chat.Http.GetAsync($"/chat-api/settings/{first.ConversationId}", Stop);
        var next = await chat.AskAsync("More", Stop, first.ConversationId);
        await ChatFixture.ReadAsync(next, Stop);

        Assert.Equal(HttpStatusCode.OK, saved.StatusCode);
        Assert.Equal("Be brief.", (await JsonAsync(read)).GetProperty("systemPrompt").GetString());
        var sent = chat.Endpoint.Requests[^1].Json;
        Assert.Equal(0.5, sent.GetProperty("temperature").GetDouble());
        Assert.Equal(0.25, sent.GetProperty("top_p").GetDouble());
        Assert.Equal(77, sent.GetProperty("max_tokens").GetInt32());
        Assert.Equal(42, sent.GetProperty("seed").GetInt32());
        Assert.Equal("low", sent.GetProperty("reasoning_effort").GetString());
        Assert.Equal(["END"], sent.GetProperty("stop").EnumerateArray().Select(stop => stop.GetString()));
        Assert.Equal("system", sent.GetProperty("messages")[0].GetProperty("role").GetString());
        Assert.Contains("Be brief.", sent.GetProperty("messages")[0].GetProperty("content").ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ask_WithDefaults_SendsNoneOfThem()
    {
        var job = await chat.AskAsync("Hi", Stop);
        await ChatFixture.ReadAsync(job, Stop);

        var sent = chat.Endpoint.Requests[^1].Json;
        foreach (var name in (string[])["temperature", "top_p", "max_tokens", "max_completion_tokens", "stop", "seed", "reasoning_effort"])
            Assert.False(sent.TryGetProperty(name, out _), name);
        Assert.Equal("user", sent.GetProperty("messages")[0].GetProperty("role").GetString());
    }

    [Fact]
    public async Task Send_FirstQuestion_TakesTheSettingsAlong()
    {
        chat.Endpoint.Enqueue(Script.Answer("Yes."));

        using var response = await chat.PostAsync(
            "send", new { text = "Hi", model = PortalFactory.Model, settings = new { systemPrompt = "Be brief.", parameters = new { temperature = 1.5 } } }, Stop);

        var id = (await JsonAsync(response)).GetProperty("messageId").GetGuid();
        if (chat.Generations.TryGet(id, out var job))
            await ChatFixture.ReadAsync(job, Stop);
        var conversation = await chat.Store.FindHeadAsync((await chat.StoredAsync(id, Stop)).ConversationId, Stop);
        Assert.Equal(("Be brief.", 1.5), (conversation!.SystemPrompt, conversation.Parameters.Temperature));
        Assert.Equal(1.5, chat.Endpoint.Requests[^1].Json.GetProperty("temperature").GetDouble());
    }

    [Theory]
    [InlineData("settings")]
    [InlineData("send")]
    public async Task Post_WrongValue_NamesFieldAndReasonAndStoresNothing(string action)
    {
        var before = (await chat.Store.ListAsync(Stop)).Count;

        using var response = await chat.PostAsync(
            action, new { text = "Hi", model = PortalFactory.Model, settings = new { parameters = new { temperature = 3 } } }, Stop);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        var refusal = await JsonAsync(response);
        Assert.Equal("Temperature must lie between 0 and 2.", refusal.GetProperty("error").GetString());
        Assert.Equal("temperature", refusal.GetProperty("faults")[0].GetProperty("field").GetString());
        Assert.Equal(before, (await chat.Store.ListAsync(Stop)).Count);
    }

    [Fact]
    public async Task Save_UnknownConversation_SaysSo()
    {
        using var saved = await chat.PostAsync("settings", new { conversationId = Guid.NewGuid(), settings = new { } }, Stop);
        using var read = await chat.Http.GetAsync($"/chat-api/settings/{Guid.NewGuid()}", Stop);

        Assert.Equal(HttpStatusCode.NotFound, saved.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, read.StatusCode);
    }

    [Fact]
    public async Task Build_AnswerWithDocuments_PutsWhatStaysTheSameFirst()
    {
        var job = await chat.AskAsync("Hi", Stop);
        await ChatFixture.ReadAsync(job, Stop);
        await chat.Store.ConfigureAsync(job.ConversationId, new(new string('s', 50_000), null), Stop);
        var next = (await chat.Store.Turns.AskAsync(job.ConversationId, new("More", [PortalFactory.Model]), Stop)).Answers[0];

        var (messages, options) = await PlainPrompts.Builder(chat.Store).BuildAsync(next);

        Assert.Equal(["system", "user", "assistant", "user"], messages.Select(message => message.Role.Value));
        Assert.Equal(50_000, messages[0].Text.Length);
        Assert.Null(options.Temperature);
        Assert.Equal(MessageState.Streaming, next.State);
    }

    private static Task<JsonElement> JsonAsync(HttpResponseMessage response) => response.Content.ReadFromJsonAsync<JsonElement>(Stop);
}

using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using LatencyPortal.Data;
using LatencyPortal.Testing;
using LatencyPortal.Tests.Shared;
using Xunit;

namespace LatencyPortal.Tests.Chat;

/// <summary>What the page's module posts.</summary>
public sealed class ChatEndpointsTests(ChatFixture chat) : IClassFixture<ChatFixture>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Send_Question_StartsAnAnswerInANewConversation()
    {
        chat.Endpoint.Enqueue(Script.Answer().Token("Hello").Hang());

        using var response = await SendAsync("Hi");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var (conversation, message) = await SentAsync(response);
        Assert.True(chat.Generations.TryGet(message, out var job));
        Assert.Equal(conversation, job.ConversationId);
        await ChatFixture.ReadAsync(job, Stop, until: "Hello");

        using var second = await SendAsync("More", conversation);
        Assert.Equal(HttpStatusCode.Conflict, second.StatusCode);
        Assert.Contains("still being written", await ErrorAsync(second), StringComparison.Ordinal);

        using var stop = await chat.PostAsync("stop", new { messageId = message }, Stop);
        Assert.Equal(HttpStatusCode.NoContent, stop.StatusCode);
        Assert.Equal(MessageState.Stopped, (await ChatFixture.ReadAsync(job, Stop)).End!.State);
    }

    [Theory]
    [InlineData("")]
    [InlineData("  \n\t ")]
    [InlineData(null)]
    public async Task Send_EmptyQuestion_StoresAndSendsNothing(string? text)
    {
        var before = (await chat.Store.ListAsync(Stop)).Count;

        using var response = await SendAsync(text);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("There is nothing to send.", await ErrorAsync(response));
        Assert.Equal(before, (await chat.Store.ListAsync(Stop)).Count);
        Assert.DoesNotContain(chat.Endpoint.Requests, request => string.IsNullOrWhiteSpace(request.Json.GetProperty("messages")[0].GetProperty("content").GetString()));
    }

    [Theory]
    [InlineData("send")]
    [InlineData("edit")]
    [InlineData("regenerate")]
    [InlineData("continue")]
    [InlineData("settings")]
    [InlineData("stop")]
    public async Task Post_WithoutToken_IsRefused(string action)
    {
        var before = (await chat.Store.ListAsync(Stop)).Count;

        using var response = await chat.Http.PostAsJsonAsync(
            $"/chat-api/{action}", new { text = "Hi", model = PortalFactory.Model, messageId = Guid.NewGuid() }, Stop);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(before, (await chat.Store.ListAsync(Stop)).Count);
    }

    [Fact]
    public async Task Send_LargeQuestionBelowTheLimit_ArrivesWhole()
    {
        var text = new string('x', 900_000);

        using var response = await SendAsync(text);

        var (_, message) = await SentAsync(response);
        // Its answer is awaited: a request still on its way would take the script of another test.
        Assert.True(chat.Generations.TryGet(message, out var job));
        await ChatFixture.ReadAsync(job, Stop);
        var answer = await chat.StoredAsync(message, Stop);
        Assert.Equal(text, Assert.Single(await chat.Store.HistoryAsync(answer, Stop)).Content);
    }

    [Fact]
    public async Task Send_MoreThanOneMegabyte_IsTooLarge()
    {
        var before = (await chat.Store.ListAsync(Stop)).Count;

        using var response = await SendAsync(new string('x', 1_100_000));

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
        Assert.Equal(before, (await chat.Store.ListAsync(Stop)).Count);
    }

    [Fact]
    public async Task Send_UnknownConversation_SaysSo()
    {
        using var response = await SendAsync("Hi", Guid.NewGuid());

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Contains("deleted", await ErrorAsync(response), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Send_NoModel_SaysSo()
    {
        using var response = await chat.PostAsync("send", new { text = "Hi" }, Stop);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("Choose a model first.", await ErrorAsync(response));
    }

    [Fact]
    public async Task Send_ManyAtOnce_AsksOnce()
    {
        chat.Endpoint.Enqueue(Script.Answer("First."));
        var first = await chat.AskAsync("One?", Stop);
        await ChatFixture.ReadAsync(first, Stop);
        chat.Endpoint.Enqueue(Script.Answer().Hang());

        var responses = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => SendAsync($"Two? {i}", first.ConversationId)));

        var (_, message) = await SentAsync(Assert.Single(responses, response => response.StatusCode == HttpStatusCode.OK));
        Assert.Equal(7, responses.Count(response => response.StatusCode == HttpStatusCode.Conflict));
        Assert.Equal(4, (await chat.Store.FindAsync(first.ConversationId, Stop))!.Messages.Count);
        chat.Generations.Stop(message);
    }

    [Fact]
    public async Task Text_OfAMessage_IsItsMarkdown()
    {
        chat.Endpoint.Enqueue(Script.Answer("**bold** <b>"));
        var job = await chat.AskAsync("Hi", Stop);
        await ChatFixture.ReadAsync(job, Stop);

        using var response = await chat.Http.GetAsync($"/chat-api/messages/{job.MessageId}", Stop);
        using var missing = await chat.Http.GetAsync($"/chat-api/messages/{Guid.NewGuid()}", Stop);

        Assert.Equal("**bold** <b>", await response.Content.ReadAsStringAsync(Stop));
        Assert.Equal("text/plain", response.Content.Headers.ContentType!.MediaType);
        Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);
    }

    private Task<HttpResponseMessage> SendAsync(string? text, Guid? conversation = null) =>
        chat.PostAsync("send", new { conversationId = conversation, text, model = PortalFactory.Model }, Stop);

    private static async Task<(Guid Conversation, Guid Message)> SentAsync(HttpResponseMessage response)
    {
        var sent = await response.Content.ReadFromJsonAsync<JsonElement>(Stop);
        return (sent.GetProperty("conversationId").GetGuid(), sent.GetProperty("messageId").GetGuid());
    }

    private static async Task<string?> ErrorAsync(HttpResponseMessage response) =>
        (await response.Content.ReadFromJsonAsync<JsonElement>(Stop)).GetProperty("error").GetString();
}

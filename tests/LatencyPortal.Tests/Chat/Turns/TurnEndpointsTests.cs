using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using LatencyPortal.Chat;
using LatencyPortal.Data;
using LatencyPortal.Testing;
using LatencyPortal.Tests.Shared;
using Xunit;

namespace LatencyPortal.Tests.Chat.Turns;

/// <summary>What the page posts to edit, regenerate, continue and compare.</summary>
public sealed class TurnEndpointsTests(ChatFixture chat) : IClassFixture<ChatFixture>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Regenerate_ManyAtOnce_StartsOneVariant()
    {
        var cut = new Gate();
        chat.Endpoint.Enqueue(Script.Answer().Token("Bro").Wait(cut).Abort());
        var failed = await chat.AskAsync("Hi", Stop);
        await ChatFixture.ReadAsync(failed, Stop, until: "Bro");
        cut.Open();
        await ChatFixture.ReadAsync(failed, Stop);
        var before = chat.Endpoint.Requests.Count;
        chat.Endpoint.Enqueue(Script.Answer().Token("Whole").Hang());

        var responses = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => chat.PostAsync("regenerate", new { messageId = failed.MessageId }, Stop)));

        var started = Assert.Single(responses, response => response.StatusCode == HttpStatusCode.OK);
        Assert.Equal(7, responses.Count(response => response.StatusCode == HttpStatusCode.Conflict));
        Assert.True(chat.Generations.TryGet(await MessageOfAsync(started), out var job));
        await ChatFixture.ReadAsync(job, Stop, until: "Whole");
        Assert.Equal(before + 1, chat.Endpoint.Requests.Count);
        Assert.Equal("Bro", (await chat.StoredAsync(failed.MessageId, Stop)).Content);
        chat.Generations.Stop(job.MessageId);
        await ChatFixture.ReadAsync(job, Stop);
    }

    [Fact]
    public async Task Compare_SeveralModels_AllRunAtOnceAndOneStopEndsThem()
    {
        chat.Endpoint.Enqueue(Script.Answer().Token("One").Hang());
        var before = chat.Endpoint.Requests.Count;

        using var sent = await chat.PostAsync("send", new { text = "Both?", models = new[] { PortalFactory.Model, "gone/model" } }, Stop);
        var id = await ConversationOfAsync(sent);
        using var busy = await chat.PostAsync("send", new { text = "More", model = PortalFactory.Model, conversationId = id }, Stop);

        Assert.Equal(HttpStatusCode.Conflict, busy.StatusCode);
        var conversation = (await chat.Store.FindAsync(id, Stop))!;
        var answers = ConversationTree.Compared(conversation.Messages, conversation.LeafId);
        Assert.Equal([PortalFactory.Model, "gone/model"], answers.Select(answer => answer.Model));
        Assert.True(chat.Generations.TryGet(answers[0].Id, out var job));
        await ChatFixture.ReadAsync(job, Stop, until: "One");
        Assert.Equal(before + 1, chat.Endpoint.Requests.Count);

        using var stop = await chat.PostAsync("stop", new { messageId = answers[0].Id }, Stop);
        Assert.Equal(MessageState.Stopped, (await ChatFixture.ReadAsync(job, Stop)).End!.State);
    }

    [Fact]
    public async Task Stop_OneOfSeveral_StopsAll()
    {
        var turn = await chat.Store.Turns.AskAsync(null, new("Hi", [PortalFactory.Model, PortalFactory.Model, PortalFactory.Model]), Stop);
        for (var i = 0; i < 3; i++)
            chat.Endpoint.Enqueue(Script.Answer().Token("Now").Hang());
        var jobs = chat.Generations.Start(turn.Answers);
        foreach (var job in jobs)
            await ChatFixture.ReadAsync(job, Stop, until: "Now");

        chat.Generations.Stop(jobs[1].MessageId);

        foreach (var job in jobs)
            Assert.Equal(MessageState.Stopped, (await ChatFixture.ReadAsync(job, Stop)).End!.State);
    }

    [Theory]
    [InlineData("a")]
    [InlineData("a", "a")]
    [InlineData("a", "")]
    [InlineData("a", "b", "c", "d", "e")]
    public async Task Compare_TooFewTooManyOrTheSame_IsRefused(params string[] models)
    {
        using var response = await chat.PostAsync("send", new { text = "Hi", models }, Stop);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("Choose 2 to 4 different models to compare.", await ErrorAsync(response));
    }

    [Theory]
    [InlineData("edit", "question")]
    [InlineData("regenerate", "answer")]
    [InlineData("continue", "answer")]
    public async Task AnyTurn_UnknownMessage_SaysSo(string action, string noun)
    {
        using var response = await chat.PostAsync(action, new { messageId = Guid.NewGuid(), text = "Hi", model = PortalFactory.Model }, Stop);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Contains($"no such {noun}", await ErrorAsync(response), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Edit_Question_AnswersTheNewWords()
    {
        chat.Endpoint.Enqueue(Script.Answer("Old."));
        chat.Endpoint.Enqueue(Script.Answer("New."));
        var old = await chat.AskAsync("Old words", Stop);
        await ChatFixture.ReadAsync(old, Stop);
        var question = (await chat.StoredAsync(old.MessageId, Stop)).ParentId;

        using var response = await chat.PostAsync("edit", new { messageId = question, text = " New words ", model = PortalFactory.Model }, Stop);

        var id = await MessageOfAsync(response);
        if (chat.Generations.TryGet(id, out var job))
            await ChatFixture.ReadAsync(job, Stop);
        var answer = await chat.StoredAsync(id, Stop);
        Assert.Equal("New words", Assert.Single(await chat.Store.HistoryAsync(answer, Stop)).Content);
        Assert.Equal("New.", answer.Content);
    }

    [Fact]
    public async Task Continue_WholeAnswer_SaysWhatToDoInstead()
    {
        var job = await chat.AskAsync("Hi", Stop);
        await ChatFixture.ReadAsync(job, Stop);

        using var response = await chat.PostAsync("continue", new { messageId = job.MessageId }, Stop);

        Assert.Equal(HttpStatusCode.Conflict, response.StatusCode);
        Assert.Contains("Regenerate it instead", await ErrorAsync(response), StringComparison.Ordinal);
    }

    private static async Task<Guid> MessageOfAsync(HttpResponseMessage response) => (await JsonAsync(response)).GetProperty("messageId").GetGuid();

    private static async Task<Guid> ConversationOfAsync(HttpResponseMessage response) => (await JsonAsync(response)).GetProperty("conversationId").GetGuid();

    private static async Task<string?> ErrorAsync(HttpResponseMessage response) => (await JsonAsync(response)).GetProperty("error").GetString();

    private static Task<JsonElement> JsonAsync(HttpResponseMessage response) => response.Content.ReadFromJsonAsync<JsonElement>(Stop);
}

using LatencyPortal.Chat;
using LatencyPortal.Chat.Turns;
using LatencyPortal.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace LatencyPortal.Tests.Chat;

/// <summary>Conversations on a real SQLite file.</summary>
public sealed class ConversationStoreTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _time = new();
    private ChatDatabase _database = null!;
    private ConversationStore _store = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _database = await ChatDatabase.CreateAsync();
        _store = new ConversationStore(_database, _time);
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task AskAsync_NoConversation_MakesOneWithQuestionAndEmptyAnswer()
    {
        var answer = await AskAsync("What is TTFT?");

        var conversation = await FoundAsync(answer.ConversationId);
        Assert.Equal("What is TTFT?", conversation.Title);
        Assert.Equal("m", conversation.Model);
        Assert.Equal(["user", "assistant"], conversation.Messages.Select(message => message.Role));
        Assert.Equal(MessageState.Streaming, conversation.Messages[1].State);
        Assert.Equal("", conversation.Messages[1].Content);
    }

    [Fact]
    public async Task AskAsync_UnknownOrDeletedConversation_IsRefused()
    {
        var answer = await AskAsync("Hi");
        await _store.DeleteAsync(answer.ConversationId, Stop);

        Assert.Equal(TurnProblem.NotFound, (await _store.Turns.AskAsync(Guid.NewGuid(), new NewQuestion("Hi", ["m"]), Stop)).Problem);
        Assert.Equal(TurnProblem.NotFound, (await _store.Turns.AskAsync(answer.ConversationId, new NewQuestion("Hi", ["m"]), Stop)).Problem);
    }

    [Theory]
    [InlineData("  one line  \nsecond", "one line")]
    [InlineData("one\r\ntwo", "one")]
    [InlineData("This question is longer than the sixty characters that a title may have", "This question is longer than the sixty characters that a…")]
    public async Task AskAsync_LongOrManyLines_TitleIsShort(string question, string title)
    {
        var answer = await AskAsync(question);

        Assert.Equal(title, (await FoundAsync(answer.ConversationId)).Title);
    }

    [Fact]
    public async Task AskAsync_EmojiAtTheCut_IsNotHalved()
    {
        var answer = await AskAsync(new string('x', 59) + "🚀🚀");

        Assert.Equal(new string('x', 59) + "…", (await FoundAsync(answer.ConversationId)).Title);
    }

    [Fact]
    public async Task ListAsync_SeveralConversations_NewestFirst()
    {
        var first = await AskAsync("first");
        var second = await AskAsync("second");
        Assert.Equal(["second", "first"], await TitlesAsync());

        await _store.FinishAsync(first.Id, "done", Ended(MessageState.Complete), Stop);
        await AskAsync("more", first.ConversationId);

        Assert.Equal(["first", "second"], await TitlesAsync());
        Assert.NotEqual(first.ConversationId, second.ConversationId);
    }

    [Fact]
    public async Task RenameAsync_Name_IsTrimmedCutAndNeverBlank()
    {
        var id = (await AskAsync("Hi")).ConversationId;

        Assert.False(await _store.RenameAsync(id, "   ", Stop));
        Assert.Equal("Hi", (await FoundAsync(id)).Title);
        Assert.True(await _store.RenameAsync(id, "  Numbers  ", Stop));
        Assert.Equal("Numbers", (await FoundAsync(id)).Title);
        Assert.True(await _store.RenameAsync(id, new string('n', 500), Stop));
        Assert.Equal(200, (await FoundAsync(id)).Title.Length);
    }

    [Fact]
    public async Task DeleteAsync_ThenRestore_BringsEverythingBack()
    {
        var id = (await AskAsync("Hi")).ConversationId;

        await _store.DeleteAsync(id, Stop);
        Assert.Empty(await TitlesAsync());
        Assert.Null(await _store.FindAsync(id, Stop));

        await _store.RestoreAsync(id, Stop);
        Assert.Equal(2, (await FoundAsync(id)).Messages.Count);
    }

    [Fact]
    public async Task RecoverAsync_AfterACrash_KeepsTextMarksInterruptedAndPurges()
    {
        var running = await AskAsync("running");
        await _store.SaveTextAsync(running.Id, "half an ans", "half a thou", Stop);
        var done = await AskAsync("done");
        await _store.FinishAsync(done.Id, "whole", Ended(MessageState.Complete), Stop);
        var deleted = await AskAsync("deleted");
        await _store.DeleteAsync(deleted.ConversationId, Stop);

        await new ConversationStore(_database, _time).RecoverAsync(Stop);

        var message = await _store.FindMessageAsync(running.Id, Stop);
        Assert.Equal((MessageState.Interrupted, "half an ans", "half a thou"), (message!.State, message.Content, message.Reasoning));
        Assert.Equal(MessageState.Complete, (await _store.FindMessageAsync(done.Id, Stop))!.State);
        Assert.Null(await _store.FindMessageAsync(deleted.Id, Stop));
        await using var database = _database.CreateDbContext();
        Assert.Equal(2, await database.Conversations.IgnoreQueryFilters().CountAsync(Stop));
    }

    [Fact]
    public async Task HistoryAsync_QuestionWithoutAnyAnswer_IsLeftOut()
    {
        var failed = await AskAsync("one");
        await _store.FinishAsync(failed.Id, "", Ended(MessageState.Failed), Stop);
        var answered = await AskAsync("two", failed.ConversationId);
        await _store.FinishAsync(answered.Id, "2", Ended(MessageState.Stopped), Stop);
        var next = await AskAsync("three", failed.ConversationId);

        Assert.Equal(["two", "2", "three"], (await _store.HistoryAsync(next, Stop)).Select(message => message.Content));
    }

    [Fact]
    public async Task Changed_EveryWrite_NamesItsConversation()
    {
        var seen = new List<Guid>();
        _store.Changed += seen.Add;

        var answer = await AskAsync("Hi");
        Assert.Empty(seen); // a new answer is announced once its generation is known
        _store.Announce(answer.ConversationId);
        await _store.RenameAsync(answer.ConversationId, "Name", Stop);
        await _store.FinishAsync(answer.Id, "x", Ended(MessageState.Complete), Stop);
        await _store.DeleteAsync(answer.ConversationId, Stop);
        await _store.RestoreAsync(answer.ConversationId, Stop);

        Assert.Equal(Enumerable.Repeat(answer.ConversationId, 5), seen);
    }

    private static AnswerEnd Ended(MessageState state) => new(state, null, null, AnswerFigures.None);

    private async Task<Message> AskAsync(string question, Guid? conversation = null)
    {
        _time.Advance(TimeSpan.FromSeconds(1));
        return (await _store.Turns.AskAsync(conversation, new NewQuestion(question, ["m"]), Stop)).Answers[0];
    }

    private async Task<Conversation> FoundAsync(Guid id) => (await _store.FindAsync(id, Stop))!;

    private async Task<List<string>> TitlesAsync() => [.. (await _store.ListAsync(Stop)).Select(conversation => conversation.Title)];
}

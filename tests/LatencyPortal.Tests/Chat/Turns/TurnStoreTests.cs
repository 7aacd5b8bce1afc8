using LatencyPortal.Chat;
using LatencyPortal.Chat.Parameters;
using LatencyPortal.Chat.Turns;
using LatencyPortal.Data;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace LatencyPortal.Tests.Chat.Turns;

/// <summary>The turns of a conversation on a real SQLite file.</summary>
public sealed class TurnStoreTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _time = new();
    private ChatDatabase _database = null!;
    private ConversationStore _store = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private TurnStore Turns => _store.Turns;

    public async ValueTask InitializeAsync()
    {
        _database = await ChatDatabase.CreateAsync();
        _store = new ConversationStore(_database, _time);
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task EditAsync_Question_BranchesAndKeepsTheOldPath()
    {
        var (question, answer) = await AskAsync("one");
        var (_, later) = await AskAsync("two", question.ConversationId);
        Tick();

        var turn = await Turns.EditAsync(question.Id, new NewQuestion("uno", ["m"]), Stop);

        Assert.Equal(["uno", ""], (await PathAsync(question.ConversationId)).Select(message => message.Content));
        var all = (await FoundAsync(question.ConversationId)).Messages;
        Assert.Equal(6, all.Count);
        Assert.Equal(["one", "uno"], ConversationTree.Variants(all, question).Select(message => message.Content));
        Assert.Equal(["uno"], (await _store.HistoryAsync(turn.Answers[0], Stop)).Select(message => message.Content));

        Assert.True(await Turns.ChooseAsync(question.Id, Stop));
        Assert.Equal([question.Id, answer.Id, later.ParentId!.Value, later.Id], (await PathAsync(question.ConversationId)).Select(message => message.Id));
    }

    [Fact]
    public async Task EditAsync_LaterQuestion_KeepsWhatWasBeforeIt()
    {
        var (first, _) = await AskAsync("one");
        var (second, _) = await AskAsync("two", first.ConversationId);

        var turn = await Turns.EditAsync(second.Id, new NewQuestion("dos", ["m"]), Stop);

        Assert.Equal(["one", "text of one", "dos"], (await _store.HistoryAsync(turn.Answers[0], Stop)).Select(message => message.Content));
    }

    [Fact]
    public async Task RegenerateAsync_Answer_IsAVariantByTheNamedModelOrTheSame()
    {
        var (question, answer) = await AskAsync("one");
        Tick();

        var other = (await Turns.RegenerateAsync(answer.Id, "other", Stop)).Answers[0];
        Tick();
        var same = (await Turns.RegenerateAsync(other.Id, null, Stop)).Answers[0];

        var all = (await FoundAsync(question.ConversationId)).Messages;
        Assert.Equal(["m", "other", "other"], ConversationTree.Variants(all, answer).Select(message => message.Model));
        Assert.Equal(same.Id, (await FoundAsync(question.ConversationId)).LeafId);
        Assert.Equal("text of one", (await _store.FindMessageAsync(answer.Id, Stop))!.Content);
    }

    [Theory]
    [InlineData(MessageState.Stopped, null)]
    [InlineData(MessageState.Interrupted, null)]
    [InlineData(MessageState.Failed, null)]
    [InlineData(MessageState.Complete, "length")]
    internal async Task ContinueAsync_CutAnswer_KeepsItsTextAndForgetsItsEnd(MessageState state, string? finish)
    {
        var (_, answer) = await AskAsync("one", end: new AnswerEnd(state, "Why.", Guid.NewGuid(), new AnswerFigures(1, 2, 3, true)) { FinishReason = finish });

        var turn = await Turns.ContinueAsync(answer.Id, Stop);

        Assert.Equal((answer.Id, "text of one", MessageState.Streaming), (turn.Answers[0].Id, turn.Answers[0].Content, turn.Answers[0].State));
        var stored = await _store.FindMessageAsync(answer.Id, Stop);
        Assert.Equal(("text of one", MessageState.Streaming), (stored!.Content, stored.State));
        Assert.Equal((null, null, null, null), (stored.Error, stored.FinishReason, stored.RequestId, stored.TtftMs));
    }

    [Fact]
    public async Task ContinueAsync_WholeAnswer_IsRefused()
    {
        var (_, answer) = await AskAsync("one");

        Assert.Equal(TurnProblem.NothingToContinue, (await Turns.ContinueAsync(answer.Id, Stop)).Problem);
    }

    [Fact]
    public async Task ContinueAsync_TheConversationHasGoneOn_IsRefused()
    {
        var (_, answer) = await AskAsync("one", end: Ended(MessageState.Stopped));
        await AskAsync("two", answer.ConversationId);

        Assert.Equal(TurnProblem.GoneOn, (await Turns.ContinueAsync(answer.Id, Stop)).Problem);
    }

    [Fact]
    public async Task AskAsync_SeveralModels_StandSideBySideUntilOneIsChosen()
    {
        var turn = await Turns.AskAsync(null, new NewQuestion("one", ["c", "a", "b"]), Stop);

        var id = turn.Answers[0].ConversationId;
        var conversation = await FoundAsync(id);
        Assert.Equal(["c", "a", "b"], ConversationTree.Compared(conversation.Messages, conversation.LeafId).Select(message => message.Model));
        Assert.Single(turn.Answers.Select(answer => answer.ComparisonId).Distinct());
        foreach (var answer in turn.Answers)
            await _store.FinishAsync(answer.Id, $"by {answer.Model}", Ended(MessageState.Complete), Stop);
        Assert.Equal(TurnProblem.NothingChosen, (await Turns.AskAsync(id, new NewQuestion("two", ["a"]), Stop)).Problem);

        Assert.True(await Turns.GoOnAsync(turn.Answers[1].Id, Stop));

        Assert.Equal(["one", "by a"], (await PathAsync(id)).Select(message => message.Content));
        Assert.Equal("a", (await FoundAsync(id)).Model);
        var (question, _) = await AskAsync("two", id);
        Assert.Equal(turn.Answers[1].Id, question.ParentId);

        Assert.True(await Turns.CompareAsync(turn.Answers[1].Id, Stop));
        Assert.Equal(["one"], (await PathAsync(id)).Select(message => message.Content));
    }

    [Fact]
    public async Task RegenerateAsync_BesideOthers_TakesTheOldOnesPlace()
    {
        var turn = await Turns.AskAsync(null, new NewQuestion("one", ["a", "b"]), Stop);
        foreach (var answer in turn.Answers)
            await _store.FinishAsync(answer.Id, "", Ended(MessageState.Failed), Stop);
        Tick();

        var again = (await Turns.RegenerateAsync(turn.Answers[0].Id, null, Stop)).Answers[0];

        var conversation = await FoundAsync(again.ConversationId);
        Assert.Equal([again.Id, turn.Answers[1].Id], ConversationTree.Compared(conversation.Messages, conversation.LeafId).Select(message => message.Id));
    }

    [Fact]
    public async Task AskAsync_NewConversation_TakesTheSettingsAlong()
    {
        var settings = new ChatSettings("Be brief.", new ChatParameters(Temperature: 0.5, Stop: ["END"]));

        var turn = await Turns.AskAsync(null, new NewQuestion("one", ["m"], settings), Stop);

        var conversation = await FoundAsync(turn.Answers[0].ConversationId);
        Assert.Equal(("Be brief.", 0.5), (conversation.SystemPrompt, conversation.Parameters.Temperature));
        Assert.Equal(["END"], conversation.Parameters.Stop!);
    }

    [Fact]
    public async Task AnyTurn_UnknownDeletedOrOfTheWrongKind_IsRefused()
    {
        var (question, answer) = await AskAsync("one");
        var words = new NewQuestion("x", ["m"]);

        Assert.Equal(TurnProblem.NotFound, (await Turns.EditAsync(answer.Id, words, Stop)).Problem);
        Assert.Equal(TurnProblem.NotFound, (await Turns.RegenerateAsync(question.Id, null, Stop)).Problem);
        Assert.Equal(TurnProblem.NotFound, (await Turns.ContinueAsync(question.Id, Stop)).Problem);
        Assert.False(await Turns.ChooseAsync(Guid.NewGuid(), Stop));
        Assert.False(await Turns.GoOnAsync(answer.Id, Stop)); // it was not compared
        Assert.False(await Turns.CompareAsync(answer.Id, Stop));

        await _store.DeleteAsync(question.ConversationId, Stop);
        Assert.Equal(TurnProblem.NotFound, (await Turns.EditAsync(question.Id, words, Stop)).Problem);
        Assert.Equal(TurnProblem.NotFound, (await Turns.RegenerateAsync(answer.Id, null, Stop)).Problem);
        Assert.False(await Turns.ChooseAsync(question.Id, Stop));
    }

    private static AnswerEnd Ended(MessageState state) => new(state, null, null, AnswerFigures.None);

    private async Task<(Message Question, Message Answer)> AskAsync(string text, Guid? conversation = null, AnswerEnd? end = null)
    {
        Tick();
        var turn = await Turns.AskAsync(conversation, new NewQuestion(text, ["m"]), Stop);
        var answer = turn.Answers[0];
        await _store.FinishAsync(answer.Id, $"text of {text}", end ?? Ended(MessageState.Complete), Stop);
        return ((await _store.FindMessageAsync(answer.ParentId!.Value, Stop))!, answer);
    }

    private void Tick() => _time.Advance(TimeSpan.FromSeconds(1));

    private async Task<Conversation> FoundAsync(Guid id) => (await _store.FindAsync(id, Stop))!;

    private async Task<List<Message>> PathAsync(Guid id)
    {
        var conversation = await FoundAsync(id);
        return ConversationTree.Path(conversation.Messages, conversation.LeafId);
    }
}

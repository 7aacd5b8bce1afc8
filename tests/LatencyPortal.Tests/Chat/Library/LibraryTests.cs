using LatencyPortal.Chat;
using LatencyPortal.Chat.Library;
using LatencyPortal.Chat.Library.Sharing;
using LatencyPortal.Chat.Turns;
using LatencyPortal.Data;
using Xunit;

namespace LatencyPortal.Tests.Chat.Library;

/// <summary>Folders, groups and links over a real SQLite file.</summary>
public sealed class LibraryTests : IAsyncLifetime
{
    private ChatDatabase _database = null!;
    private ConversationStore _store = null!;
    private FolderStore _folders = null!;
    private ShareStore _shares = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _database = await ChatDatabase.CreateAsync();
        _store = new ConversationStore(_database, TimeProvider.System);
        _folders = new FolderStore(_database, _store, TimeProvider.System);
        _shares = new ShareStore(_database, _store);
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task Folder_MadeFilledRenamedAndRemoved_KeepsItsChats()
    {
        var id = (await AskAsync("One")).ConversationId;

        Assert.True(await _folders.MoveAsync([id], " Work ", Stop));
        Assert.False(await _folders.MoveAsync([id], "  ", Stop));
        var folder = Assert.Single(await _folders.ListAsync(Stop));
        Assert.Equal("Work", folder.Name);
        Assert.Equal(folder.Id, (await _store.FindHeadAsync(id, Stop))!.FolderId);
        Assert.True(await _folders.MoveAsync([(await AskAsync("Two")).ConversationId], "Play", Stop));
        Assert.False(await _folders.RenameAsync(folder.Id, "Play", Stop)); // another has it
        Assert.True(await _folders.RenameAsync(folder.Id, "Labour", Stop));

        var within = await _folders.DeleteAsync(folder.Id, Stop);

        Assert.Equal([id], within);
        Assert.Null((await _store.FindHeadAsync(id, Stop))!.FolderId);
        Assert.True(await _folders.MoveAsync(within, "Labour", Stop)); // undone
        Assert.Equal(["Labour", "Play"], (await _folders.ListAsync(Stop)).Select(known => known.Name));
        await _folders.TakeOutAsync(id, Stop);
        Assert.Null((await _store.FindHeadAsync(id, Stop))!.FolderId);
    }

    [Fact]
    public void Groups_PinnedFirst_ThenByDay()
    {
        var now = new DateTimeOffset(2026, 3, 10, 0, 30, 0, TimeSpan.FromHours(2));
        Conversation At(string title, DateTimeOffset at, bool pinned = false, Guid? folder = null) => new() { Title = title, CreatedAt = at, UpdatedAt = at, Pinned = pinned, FolderId = folder };

        var groups = ConversationGroup.Of(
            [
                At("soon", now.AddMinutes(-10)), At("night", now.AddMinutes(-40)), At("week", now.AddDays(-5)), At("month", now.AddDays(-20)),
                At("old", now.AddYears(-2)), At("kept", now.AddYears(-3), pinned: true), At("away", now, folder: Guid.NewGuid()),
            ],
            now);

        Assert.Equal(["Pinned", "Today", "Yesterday", "Last 7 days", "Last 30 days", "Older"], groups.Select(group => group.Name));
        Assert.Equal(["kept", "soon", "night", "week", "month", "old"], groups.SelectMany(group => group.Conversations).Select(conversation => conversation.Title));
    }

    [Fact]
    public async Task Link_ShowsWhatWasSharedUntilItIsRevoked()
    {
        var first = await AskAsync("Shared question");
        await EndAsync(first, "Shared answer");
        var token = (await _shares.ShareAsync(first.ConversationId, Stop))!;
        var later = (await _store.Turns.AskAsync(first.ConversationId, new NewQuestion("Private question", ["m"]), Stop)).Answers[0];
        await EndAsync(later, "Private answer");

        var shared = (await _shares.FindAsync(token, Stop))!;
        Assert.Equal(["Shared question", "Shared answer"], shared.Messages.Select(message => message.Content));
        Assert.True(token.Length >= 32); // 24 random bytes
        Assert.Null(await _shares.FindAsync(token.ToUpperInvariant(), Stop));
        Assert.Null(await _shares.FindAsync("", Stop));
        Assert.Null(await _shares.FindAsync(new string('x', 5000), Stop));

        Assert.Equal(token, await _shares.ShareAsync(first.ConversationId, Stop)); // the same link, shown anew
        Assert.Equal(4, (await _shares.FindAsync(token, Stop))!.Messages.Count);
        await _store.DeleteAsync(first.ConversationId, Stop);
        Assert.Null(await _shares.FindAsync(token, Stop));
        await _store.RestoreAsync(first.ConversationId, Stop);
        await _shares.RevokeAsync(first.ConversationId, Stop);
        Assert.Null(await _shares.FindAsync(token, Stop));
        Assert.NotEqual(token, await _shares.ShareAsync(first.ConversationId, Stop));
        Assert.Null(await _shares.ShareAsync(Guid.NewGuid(), Stop));
    }

    [Fact]
    public async Task Purge_TakesWhatWasDeletedLongAgo()
    {
        var (old, young, kept) = (await AskAsync("Old"), await AskAsync("Young"), await AskAsync("Kept"));
        await _store.DeleteAsync(old.ConversationId, Stop);
        var between = TimeProvider.System.GetUtcNow();
        while (TimeProvider.System.GetUtcNow() <= between)
            await Task.Yield();
        await _store.DeleteAsync(young.ConversationId, Stop);

        await _store.PurgeAsync(between, Stop);
        await _store.RestoreAsync(old.ConversationId, Stop);
        await _store.RestoreAsync(young.ConversationId, Stop);

        Assert.Equal(["Kept", "Young"], (await _store.ListAsync(Stop)).Select(conversation => conversation.Title).Order());
        Assert.NotNull(await _store.FindMessageAsync(kept.Id, Stop));
        Assert.Null(await _store.FindMessageAsync(old.Id, Stop));
    }

    private async Task<Message> AskAsync(string question) => (await _store.Turns.AskAsync(null, new NewQuestion(question, ["m"]), Stop)).Answers[0];

    private Task EndAsync(Message answer, string text) => _store.FinishAsync(answer.Id, text, new AnswerEnd(MessageState.Complete, null, null, AnswerFigures.None), Stop);
}

using Bunit;
using LatencyPortal.Chat;
using LatencyPortal.Chat.Library;
using LatencyPortal.Chat.Library.Search;
using LatencyPortal.Chat.Library.Sharing;
using LatencyPortal.Chat.Turns;
using LatencyPortal.Data;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor;
using MudBlazor.Services;
using Xunit;

namespace LatencyPortal.Tests.Chat;

/// <summary>The list of conversations over a real SQLite file.</summary>
public sealed class ConversationListTests : BunitContext, IAsyncLifetime
{
    private ChatDatabase _database = null!;
    private ConversationStore _store = null!;

    private static CancellationToken Stop => Xunit.TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _database = await ChatDatabase.CreateAsync();
        _store = new ConversationStore(_database, TimeProvider.System);
        Services.AddSingleton(_store);
        Services.AddSingleton(TimeProvider.System);
        Services.AddSingleton(new FolderStore(_database, _store, TimeProvider.System));
        Services.AddSingleton(new SearchStore(_database));
        Services.AddSingleton(new ShareStore(_database, _store));
        Services.AddMudServices();
        JSInterop.Mode = JSRuntimeMode.Loose;
    }

    async ValueTask IAsyncDisposable.DisposeAsync()
    {
        await DisposeAsync();
        await _database.DisposeAsync();
    }

    [Fact]
    public void List_NoConversations_SaysWhatWillStandThere()
    {
        var list = Render<ConversationList>();

        list.WaitForAssertion(() => Assert.Contains("Your conversations will stand here.", list.Markup, StringComparison.Ordinal));
    }

    [Fact]
    public async Task List_OpenConversation_IsMarked()
    {
        await AskAsync("first");
        var open = await AskAsync("second");

        var list = Render<ConversationList>(parameters => parameters.Add(part => part.Current, open.ConversationId));

        list.WaitForAssertion(() => Assert.Equal(2, list.FindAll("[data-testid=conversation]").Count));
        var marked = Assert.Single(list.FindAll("[aria-current=page]"));
        Assert.Equal("second", marked.TextContent);
        Assert.All(list.FindAll("button, summary"), button => Assert.False(string.IsNullOrWhiteSpace(button.GetAttribute("aria-label") ?? button.TextContent)));
    }

    [Fact]
    public async Task List_ChangeInAnotherTab_IsShown()
    {
        var list = Render<ConversationList>();

        var answer = await AskAsync("asked elsewhere");
        _store.Announce(answer.ConversationId);

        list.WaitForAssertion(() => Assert.Contains("asked elsewhere", list.Markup, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Rename_NewName_IsStoredAndShown()
    {
        var answer = await AskAsync("old name");
        var list = Render<ConversationList>();
        list.WaitForElement("[data-testid=rename]").Click();

        list.WaitForElement("[data-testid=rename-input]").Input("new name");
        await list.Find("form").SubmitAsync();

        list.WaitForAssertion(() => Assert.Contains("new name", list.Find("[data-testid=conversation]").TextContent, StringComparison.Ordinal));
        Assert.Equal("new name", (await _store.FindAsync(answer.ConversationId, Stop))!.Title);
    }

    [Fact]
    public async Task Rename_Escape_KeepsTheOldName()
    {
        var answer = await AskAsync("old name");
        var list = Render<ConversationList>();
        list.WaitForElement("[data-testid=rename]").Click();
        var box = list.WaitForElement("[data-testid=rename-input]");

        box.Input("new name");
        box.KeyDown("Escape");

        list.WaitForAssertion(() => Assert.Empty(list.FindAll("[data-testid=rename-input]")));
        Assert.Equal("old name", (await _store.FindAsync(answer.ConversationId, Stop))!.Title);
    }

    [Fact]
    public async Task Delete_OpenConversation_LeavesItAndCanBeUndone()
    {
        var answer = await AskAsync("to delete");
        var navigation = Services.GetRequiredService<NavigationManager>();
        navigation.NavigateTo($"/chat/{answer.ConversationId}");
        var list = Render<ConversationList>(parameters => parameters.Add(part => part.Current, answer.ConversationId));

        list.WaitForElement("[data-testid=delete]").Click();

        list.WaitForAssertion(() => Assert.Empty(list.FindAll("[data-testid=conversation]")));
        Assert.Equal(navigation.BaseUri, navigation.Uri);
        var notice = Assert.Single(Services.GetRequiredService<ISnackbar>().ShownSnackbars);
        Assert.Contains("to delete", notice.Message, StringComparison.Ordinal);

        await _store.RestoreAsync(answer.ConversationId, Stop);
        list.WaitForAssertion(() => Assert.Single(list.FindAll("[data-testid=conversation]")));
    }

    private async Task<Message> AskAsync(string question) => (await _store.Turns.AskAsync(null, new NewQuestion(question, ["m"]), Stop)).Answers[0];
}

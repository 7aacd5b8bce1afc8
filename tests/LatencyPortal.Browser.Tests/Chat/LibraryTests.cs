using LatencyPortal.Testing;

namespace LatencyPortal.Browser.Tests.Chat;

/// <summary>Search, folders, pins and shared links.</summary>
public sealed class LibraryTests(BrowserFixture fixture) : PortalTest(fixture)
{
    [Fact]
    public async Task Search_LeadsToTheMessageAndItsBranch()
    {
        Model.Enqueue(Script.Answer($"The first mentions a wombat.\n\n{string.Join("\n\n", Enumerable.Range(1, 60).Select(i => $"Line {i}."))}"));
        Model.Enqueue(Script.Answer("The second mentions a numbat."));
        var chat = await OpenChatAsync();
        await chat.AskAsync("Which animal?");
        await chat.HasStateAsync("Complete");
        await chat.LastAnswer.GetByTestId("regenerate").ClickAsync();
        await Expect(chat.Body).ToContainTextAsync("numbat");
        await chat.HasStateAsync("Complete");
        await chat.Page.GetByTestId("new-chat").ClickAsync();
        await Expect(chat.Questions).ToHaveCountAsync(0);

        await chat.Page.Keyboard.PressAsync("Escape");
        await chat.Page.GetByTestId("search").FillAsync("womb");
        var hit = chat.Page.GetByTestId("hit");
        await Expect(hit).ToHaveCountAsync(1);
        await Expect(hit.Locator("mark")).ToHaveTextAsync("wombat");
        await hit.GetByRole(AriaRole.Link).ClickAsync();

        await Expect(chat.Body.GetByText("The first mentions a wombat.")).ToBeInViewportAsync();
        await Expect(chat.Body).Not.ToContainTextAsync("numbat");
        await chat.Page.GetByTestId("search").PressAsync("Escape");
        await Expect(hit).ToHaveCountAsync(0);
        await Expect(chat.Conversations.First).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Folder_TakesAChatAndIsRemovedWithUndo()
    {
        var chat = await OpenChatAsync();
        await chat.AskAsync("Capybara question");
        await chat.HasStateAsync("Complete");
        var item = chat.Conversations.Filter(new() { HasText = "Capybara question" });

        await PickAsync(item, "new-folder");
        await chat.Page.GetByTestId("rename-input").FillAsync("Rodents");
        await chat.Page.GetByTestId("rename-input").PressAsync("Enter");
        var folder = chat.Page.GetByRole(AriaRole.Region, new() { Name = "Folder Rodents" });
        await Expect(folder.GetByTestId("conversation")).ToContainTextAsync("Capybara question");
        await folder.GetByTestId("folder").ClickAsync();
        await Expect(folder.GetByTestId("conversation")).ToHaveCountAsync(0);
        await folder.GetByTestId("folder-more").ClickAsync();
        await folder.GetByTestId("folder-delete").ClickAsync();
        await Expect(folder).ToHaveCountAsync(0);
        await Expect(item).ToHaveCountAsync(1);
        await chat.Page.GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await Expect(folder).ToHaveCountAsync(1);
        await PickAsync(item, "take-out");
        await Expect(folder.GetByTestId("conversation")).ToHaveCountAsync(0);
        await PickAsync(item, "pin");
        await Expect(chat.Page.GetByRole(AriaRole.Region, new() { Name = "Pinned" }).GetByText("Capybara question")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Share_ShowsTheChatToReadAndEnds()
    {
        Model.Enqueue(Script.Answer("Look: **bold** and `code`.\n\n```js\nalert(1)\n```\n\n![x](https://example.org/x.png)"));
        var chat = await OpenChatAsync();
        await chat.AskAsync("Share <b>this</b>");
        await chat.HasStateAsync("Complete");
        await PickAsync(chat.Conversations.Filter(new() { HasText = "Share <b>this</b>" }), "share");
        await chat.Page.GetByTestId("share-make").ClickAsync();
        var link = await chat.Page.GetByTestId("share-link").InputValueAsync();

        var reader = await Context.NewPageAsync();
        var response = await reader.GotoAsync(link);
        Assert.Equal("noindex, nofollow", await response!.HeaderValueAsync("X-Robots-Tag"));
        await Expect(reader.Locator(".question")).ToHaveTextAsync("Share <b>this</b>");
        await Expect(reader.Locator(".answer strong")).ToHaveTextAsync("bold");
        await Expect(reader.GetByTestId("composer")).ToHaveCountAsync(0);
        Assert.Equal(0, await reader.EvaluateAsync<int>("performance.getEntriesByType('resource').filter(entry => entry.name.includes('_blazor')).length"));

        await chat.Page.GetByTestId("share-revoke").ClickAsync();
        await Expect(chat.Page.GetByTestId("share-make")).ToBeVisibleAsync();
        ExpectConsoleError("410");
        await reader.ReloadAsync();
        await Expect(reader.GetByRole(AriaRole.Heading)).ToHaveTextAsync("There is no such link");
    }

    private static async Task PickAsync(ILocator item, string what)
    {
        await item.HoverAsync();
        await item.GetByTestId("more").ClickAsync();
        await item.GetByTestId(what).ClickAsync();
    }
}

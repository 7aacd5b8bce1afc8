namespace LatencyPortal.Browser.Tests.Chat;

public sealed class ConversationTests(BrowserFixture fixture) : PortalTest(fixture)
{
    [Fact]
    public async Task NewChat_KeepsTheOldOneInTheList()
    {
        var chat = await OpenChatAsync();
        await chat.AskAsync("Zebra question");
        await chat.HasStateAsync("Complete");

        await chat.Page.GetByTestId("new-chat").ClickAsync();
        await Expect(chat.Questions).ToHaveCountAsync(0);
        await chat.Picker.SelectOptionAsync("scripted/alpha");
        await chat.AskAsync("Walrus question");
        await chat.HasStateAsync("Complete");
        await Item(chat, "Zebra question").GetByRole(AriaRole.Link).ClickAsync();

        await Expect(chat.Questions).ToHaveTextAsync("Zebra question");
        await Expect(Item(chat, "Walrus question")).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task Rename_IsStored()
    {
        var chat = await OpenChatAsync();
        await chat.AskAsync("Ocelot question");
        await chat.HasStateAsync("Complete");

        await DoAsync(chat, "Ocelot question", "rename");
        await chat.Page.GetByTestId("rename-input").FillAsync("All about ocelots");
        await chat.Page.GetByTestId("rename-input").PressAsync("Enter");

        await Expect(Item(chat, "All about ocelots")).ToHaveCountAsync(1);
        await chat.Page.ReloadAsync();
        await Expect(Item(chat, "All about ocelots")).ToHaveCountAsync(1);
        await Expect(Item(chat, "Ocelot question")).ToHaveCountAsync(0);
        await Expect(chat.Page.GetByRole(AriaRole.Heading, new() { Name = "All about ocelots" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Delete_CanBeUndone()
    {
        var chat = await OpenChatAsync();
        await chat.AskAsync("Pangolin question");
        await chat.HasStateAsync("Complete");

        await DeleteAsync(chat, "Pangolin question");
        await Expect(Item(chat, "Pangolin question")).ToHaveCountAsync(0);
        await Expect(chat.Questions).ToHaveCountAsync(0);
        await chat.Page.GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await Expect(Item(chat, "Pangolin question")).ToHaveCountAsync(1);
        await Expect(chat.Questions).ToHaveTextAsync("Pangolin question");

        await DeleteAsync(chat, "Pangolin question");
        await Expect(Item(chat, "Pangolin question")).ToHaveCountAsync(0);
        await chat.Page.ReloadAsync();
        await Expect(chat.Conversations.Or(chat.Page.GetByText("Your conversations will stand here.")).First).ToBeVisibleAsync();
        await Expect(Item(chat, "Pangolin question")).ToHaveCountAsync(0);
    }

    private static ILocator Item(ChatTab chat, string title) => chat.Conversations.Filter(new() { HasText = title });

    private static Task DeleteAsync(ChatTab chat, string title) => DoAsync(chat, title, "delete");

    /// <summary>Picks something from the menu of a conversation.</summary>
    private static async Task DoAsync(ChatTab chat, string title, string what)
    {
        await Item(chat, title).HoverAsync();
        await Item(chat, title).GetByTestId("more").ClickAsync();
        await Item(chat, title).GetByTestId(what).ClickAsync();
    }
}

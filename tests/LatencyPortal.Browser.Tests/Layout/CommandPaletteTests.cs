using LatencyPortal.Testing;

namespace LatencyPortal.Browser.Tests.Layout;

public sealed class CommandPaletteTests(BrowserFixture fixture) : PortalTest(fixture)
{
    [Fact]
    public async Task CtrlK_FindsAConversationAndOpensIt()
    {
        var chat = await OpenChatAsync();
        await chat.AskAsync("Quetzal question");
        await chat.HasStateAsync("Complete");
        var page = await OpenAsync("/latency");
        await Expect(page.GetByTestId("open-palette")).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToBeVisibleAsync();

        await OpenPaletteAsync(page);
        await Input(page).PressSequentiallyAsync("quetzal");
        await Expect(Options(page)).ToHaveCountAsync(1);
        await page.Keyboard.PressAsync("Enter");

        await Expect(page.GetByTestId("message-user")).ToHaveTextAsync("Quetzal question");
        await Expect(page.GetByTestId("palette")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task Palette_ArrowsChooseAndEnterRuns()
    {
        var page = await OpenAsync("/");
        await new ChatTab(page).IsReadyAsync();

        await OpenPaletteAsync(page);
        await Input(page).PressSequentiallyAsync("colours like the system");
        await Expect(Options(page)).ToHaveCountAsync(1);
        await Input(page).FillAsync("");
        await Expect(Options(page)).Not.ToHaveCountAsync(1);
        await page.Keyboard.PressAsync("ArrowUp");
        await Expect(page.Locator("[data-commands] [aria-selected=true]")).ToContainTextAsync("Keyboard shortcuts");
        await page.Keyboard.PressAsync("Enter");

        await Expect(page.GetByTestId("shortcuts")).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("Escape");
        await Expect(page.GetByTestId("shortcuts")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task Keys_JumpAndBeginAnew_ButNotWhileWriting()
    {
        Model.Enqueue(Script.Answer().Token(string.Join("\n\n", Enumerable.Range(1, 80).Select(i => $"Paragraph {i}."))).Finish().Usage(5, 80));
        var chat = await OpenChatAsync();
        await chat.AskAsync("Talk long");
        await chat.HasStateAsync("Complete");
        await Expect(chat.Body.GetByText("Paragraph 80.")).ToBeInViewportAsync();

        await chat.Page.Keyboard.PressAsync("Alt+ArrowUp");
        await Expect(chat.Body.GetByText("Paragraph 1.", new() { Exact = true })).ToBeInViewportAsync();
        await chat.Page.Keyboard.PressAsync("Alt+ArrowDown");
        await Expect(chat.Body.GetByText("Paragraph 80.")).ToBeInViewportAsync();
        await chat.Composer.PressSequentiallyAsync("what?");
        await Expect(chat.Composer).ToHaveValueAsync("what?");
        await Expect(chat.Page.GetByTestId("shortcuts")).ToBeHiddenAsync();
        await chat.Page.Keyboard.PressAsync("Control+Shift+O");
        await Expect(chat.Questions).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Theme_IsChosenByCommandAndKept()
    {
        var page = await OpenAsync("/");
        await new ChatTab(page).IsReadyAsync();
        var html = page.Locator("html");
        await Expect(html).ToHaveAttributeAsync("data-theme", "light");

        await OpenPaletteAsync(page);
        await Input(page).PressSequentiallyAsync("dark");
        await Expect(Options(page)).ToHaveCountAsync(1);
        await page.Keyboard.PressAsync("Enter");
        await Expect(html).ToHaveAttributeAsync("data-theme", "dark");
        await page.GotoAsync(new Uri(Portal.Address, "/settings").ToString());

        await Expect(html).ToHaveAttributeAsync("data-theme", "dark");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Dark" })).ToHaveAttributeAsync("aria-pressed", "true");
        await page.GetByRole(AriaRole.Button, new() { Name = "Like the system" }).ClickAsync();
        await Expect(html).ToHaveAttributeAsync("data-theme", "light");
    }

    private static ILocator Input(IPage page) => page.GetByTestId("palette-input");

    private static ILocator Options(IPage page) => page.Locator("[data-commands] [role=option]:visible");

    private static async Task OpenPaletteAsync(IPage page)
    {
        await page.GetByTestId("open-palette").ClickAsync();
        await Expect(Input(page)).ToBeFocusedAsync();
    }
}

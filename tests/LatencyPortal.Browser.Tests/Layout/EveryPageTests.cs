using Deque.AxeCore.Playwright;
using LatencyPortal.Testing;

namespace LatencyPortal.Browser.Tests.Layout;

public sealed class EveryPageTests(BrowserFixture fixture) : PortalTest(fixture)
{
    public static TheoryData<string> Paths { get; } =
        ["/", "/latency", "/latency/output", "/latency/slo", "/prompts", "/fleet", "/prompts/families", "/settings", "/help", "/help/ttft", "/no-such-page"];

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task At360Pixels_NothingScrollsSideways(string path)
    {
        var page = await OpenNarrowAsync(path);

        await AssertFitsAsync(page);
    }

    [Fact]
    public async Task At360Pixels_AWideAnswerScrollsInItself()
    {
        Model.Enqueue(Script.Answer()
            .Token("```\n" + new string('x', 400) + "\n```\n\n| a | b | c |\n|---|---|---|\n| " + string.Join(" | ", Enumerable.Repeat(new string('y', 60), 3)) + " |\n\n" + new string('z', 300))
            .Finish().Usage(5, 1));
        var page = await OpenNarrowAsync("/");
        var chat = new ChatTab(page);
        await chat.IsReadyAsync();
        await chat.Picker.SelectOptionAsync("scripted/alpha");
        await chat.AskAsync(new string('w', 200));
        await chat.HasStateAsync("Complete");

        await AssertFitsAsync(page);
        await page.SetViewportSizeAsync(1200, 800);
        await AssertFitsAsync(page);
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task Axe_FindsNothingSerious(string path)
    {
        var page = await Context.NewPageAsync();
        foreach (var scheme in new[] { ColorScheme.Light, ColorScheme.Dark })
        {
            await page.EmulateMediaAsync(new() { ColorScheme = scheme, ReducedMotion = ReducedMotion.Reduce });
            // Drawn anew: colours that are just changing have any contrast.
            await page.GotoAsync(new Uri(Portal.Address, path).ToString());
            await IsDrawnAsync(page, path);
            await AssertAccessibleAsync(page);
        }
    }

    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task Axe_FindsNothingSeriousInAConversation(ColorScheme scheme)
    {
        Model.Enqueue(Script.Answer("# Heading\n\nText with `code`, a [link](https://example.com/) and\n\n```csharp\nvar x = 1;\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |\n"));
        Model.Enqueue(Script.Error(401, "Out of order"));
        var chat = await OpenChatAsync();
        await chat.Page.EmulateMediaAsync(new() { ColorScheme = scheme, ReducedMotion = ReducedMotion.Reduce });
        await chat.AskAsync("Show everything");
        await chat.HasStateAsync("Complete");
        await chat.AskAsync("And fail");
        await chat.HasStateAsync("Failed");

        await AssertAccessibleAsync(chat.Page);
    }

    private async Task<IPage> OpenNarrowAsync(string path)
    {
        var page = await Context.NewPageAsync();
        await page.SetViewportSizeAsync(360, 740);
        await page.GotoAsync(new Uri(Portal.Address, path).ToString());
        await IsDrawnAsync(page, path);
        return page;
    }

    private Task IsDrawnAsync(IPage page, string path)
    {
        if (path == "/no-such-page")
            ExpectConsoleError("404");
        return path switch
        {
            "/" => Expect(page.GetByTestId("composer")).ToBeFocusedAsync(),
            "/latency" => Expect(page.Locator(".counts")).ToBeVisibleAsync(),
            "/prompts" => Expect(page.GetByTestId("new-template")).ToBeVisibleAsync(),
            "/fleet" => Expect(page.GetByTestId("fleet-endpoint").First).ToBeVisibleAsync(),
            "/settings" => Expect(page.GetByTestId("add-endpoint")).ToBeVisibleAsync(),
            "/help" => Expect(page.GetByTestId("help-search")).ToBeVisibleAsync(),
            _ => Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToBeVisibleAsync(),
        };
    }

    private static async Task AssertFitsAsync(IPage page)
    {
        var over = await page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth");
        Assert.True(over <= 0, $"The page is {over} pixels wider than the window.");
    }

    private static async Task AssertAccessibleAsync(IPage page)
    {
        var result = await page.RunAxe();
        var serious = result.Violations
            .Where(violation => violation.Impact is "serious" or "critical")
            .Select(violation => $"{violation.Id}: {string.Join(" ; ", violation.Nodes.Take(5).Select(node => node.Html))}");
        Assert.Empty(serious);
    }
}

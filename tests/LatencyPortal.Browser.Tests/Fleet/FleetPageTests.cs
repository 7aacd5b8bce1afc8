using LatencyPortal.Testing;

namespace LatencyPortal.Browser.Tests.Fleet;

/// <summary>The Fleet page: health, draining, pools.</summary>
public sealed class FleetPageTests(BrowserFixture fixture) : PortalTest(fixture)
{
    [Fact]
    public async Task Page_TellsHealthInWords_AndFiguresOfAnsweredCalls()
    {
        var chat = await OpenChatAsync();
        await chat.AskAsync("Hello");
        await chat.HasStateAsync("Complete");
        var page = await OpenAsync("/fleet");

        await Expect(StateOf(page, "scripted")).ToContainTextAsync("Healthy");
        await Expect(StateOf(page, "nowhere")).ToContainTextAsync("Not reached");
        await Expect(Row(page, "nowhere")).ToContainTextAsync("connection refused");
        await Expect(Row(page, "scripted").GetByRole(AriaRole.Row).Filter(new() { HasText = "alpha" })).ToContainTextAsync(" ms");
    }

    [Fact]
    public async Task Pool_IsAskedFromTheChat_AndPassesToTheNextMemberOnDrainAndFailure()
    {
        await using var first = await ScriptedEndpoint.StartAsync();
        await using var second = await ScriptedEndpoint.StartAsync();
        first.Fallback = () => Script.Answer("From the first.");
        second.Fallback = () => Script.Answer("From the second.");
        var portal = await StartPortalAsync([new PortalEndpoint("one", first.BaseUrl, "m"), new PortalEndpoint("two", second.BaseUrl, "m")]);
        var page = await OpenAsync("/fleet", portal);
        await page.GetByTestId("add-pool").ClickAsync();
        await Expect(page.GetByTestId("pool-name")).ToBeFocusedAsync();
        await page.GetByTestId("pool-name").FillAsync("one/m");
        await page.GetByTestId("pool-member").SelectOptionAsync("one/m");
        await Expect(page.GetByTestId("pool-member")).ToHaveValueAsync("");
        await page.GetByTestId("pool-member").SelectOptionAsync("two/m");
        await page.GetByTestId("save-pool").ClickAsync();
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("lower-case letters");
        await page.GetByTestId("pool-name").FillAsync("both");
        await page.GetByTestId("pool-hedges").CheckAsync();
        await page.GetByTestId("save-pool").ClickAsync();
        await Expect(page.GetByTestId("pool")).ToContainTextAsync("Hedging on: at most 5 extra calls to 100.");
        await Expect(FirstOf(page)).ToContainTextAsync("one/m");

        var chat = await OpenChatAsync("both", portal);
        await chat.AskAsync("Who?");
        await Expect(chat.Body).ToHaveTextAsync("From the first.");

        await Row(page, "one").GetByTestId("drain").ClickAsync();
        await Expect(StateOf(page, "one")).ToContainTextAsync("Drained");
        await Expect(FirstOf(page)).ToContainTextAsync("two/m");
        await chat.AskAsync("And now?");
        await Expect(chat.Body).ToHaveTextAsync("From the second.");
        await page.GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await Expect(FirstOf(page)).ToContainTextAsync("one/m");
        await Expect(Row(page, "one").GetByTestId("drain")).ToHaveTextAsync("Drain");

        first.Fallback = () => Script.Error(404, "no such model");
        await chat.AskAsync("And when it fails?");
        await Expect(chat.Body).ToHaveTextAsync("From the second.");

        await page.GetByRole(AriaRole.Button, new() { Name = "Remove the pool both" }).ClickAsync();
        await Expect(page.GetByTestId("confirm-remove-pool")).ToBeFocusedAsync();
        await page.GetByTestId("confirm-remove-pool").ClickAsync();
        await Expect(page.GetByTestId("pool")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Page_Follows_WithoutMovingAnything()
    {
        await using var endpoint = await ScriptedEndpoint.StartAsync();
        var portal = await StartPortalAsync([new PortalEndpoint("one", endpoint.BaseUrl, "a", "b")]);
        var page = await OpenAsync("/fleet", portal);
        await Expect(StateOf(page, "one")).ToContainTextAsync("Healthy");
        var before = await BoxesAsync(page);
        var gate = new Gate();
        endpoint.Enqueue(Script.Answer().Wait(gate).Tokens("Now", " then.").Finish().Usage(5, 2));
        var chat = await OpenChatAsync("one/b", portal);

        await chat.AskAsync("Go");
        await Expect(Row(page, "one").Locator(".calls")).ToHaveTextAsync("1 in flight");
        gate.Open();

        await Expect(Row(page, "one").GetByRole(AriaRole.Row).Filter(new() { HasText = "b" }).Last.GetByRole(AriaRole.Cell).Last).ToHaveTextAsync("1");
        await Expect(Row(page, "one").Locator(".calls")).ToHaveTextAsync("0 in flight");
        Assert.Equal(before, await BoxesAsync(page));
    }

    [Fact]
    public async Task NoEndpoint_SaysWhatWillStandHere()
    {
        var portal = await StartPortalAsync([]);
        var page = await OpenAsync("/fleet", portal);

        await page.GetByRole(AriaRole.Link, new() { Name = "Add an endpoint" }).ClickAsync();

        await Expect(page.GetByTestId("add-endpoint")).ToBeVisibleAsync();
    }

    /// <summary>Where everything stands but the bars, whose lengths are figures.</summary>
    private static Task<string[]> BoxesAsync(IPage page) => page.EvaluateAsync<string[]>("""
        () => [...document.querySelectorAll('main :is(h1, h2, p, ul, li, div, table, tr, th, td, dt, dd, button)')].map(element => {
          const box = element.getBoundingClientRect();
          return `${element.tagName} ${element.className} ${box.x},${box.y} ${box.width}x${box.height}`;
        })
        """);

    private static ILocator Row(IPage page, string endpoint) =>
        page.GetByTestId("fleet-endpoint").Filter(new() { Has = page.Locator($"#endpoint-{endpoint}") });

    private static ILocator StateOf(IPage page, string endpoint) => Row(page, endpoint).GetByTestId("fleet-state");

    private static ILocator FirstOf(IPage page) => page.GetByTestId("pool").GetByRole(AriaRole.Listitem).Filter(new() { Has = page.GetByTestId("asked-first") });
}

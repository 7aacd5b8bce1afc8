using System.Text.RegularExpressions;
using Deque.AxeCore.Playwright;
using LatencyPortal.Testing;

namespace LatencyPortal.Browser.Tests.Dashboards;

public sealed class LatencyPageTests(BrowserFixture fixture) : PortalTest(fixture)
{
    [Fact]
    public async Task Request_IsFoundAndItsDetailOpens()
    {
        Model.Enqueue(Script.Answer().Tokens("One", " two", " three").Finish().Usage(11, 3, cached: 4));
        var chat = await OpenChatAsync();
        await chat.AskAsync("Measure me");
        await chat.HasStateAsync("Complete");
        await chat.LatencyLine.ClickAsync();
        await Expect(chat.Trace).ToHaveAttributeAsync("href", new Regex("^/latency/"));
        var detail = await chat.Trace.GetAttributeAsync("href");

        await chat.Page.GetByRole(AriaRole.Link, new() { Name = "Latency", Exact = true }).ClickAsync();
        await Expect(chat.Page.GetByRole(AriaRole.Heading, new() { Name = "Latency", Exact = true })).ToBeVisibleAsync();
        var row = chat.Page.Locator("tr", new() { Has = chat.Page.Locator($"a[href='{detail}']") });
        await Expect(row).ToContainTextAsync("scripted/alpha");
        await row.GetByRole(AriaRole.Link).ClickAsync();

        await Expect(chat.Page.GetByRole(AriaRole.Heading, new() { Name = "Request to scripted/alpha" })).ToBeVisibleAsync();
        await Expect(chat.Page.GetByText("Where the time went")).ToBeVisibleAsync();
        await Expect(chat.Page.Locator("main")).ToContainTextAsync("first character painted", new() { IgnoreCase = true });
    }

    [Fact]
    public async Task FailedRequest_IsThereToo()
    {
        Model.Enqueue(Script.Error(401, "Out of order")); // a 500 would be tried again
        var chat = await OpenChatAsync();
        await chat.AskAsync("Fail please");
        await chat.HasStateAsync("Failed");

        await chat.LatencyLine.ClickAsync();
        await chat.Trace.ClickAsync();

        await Expect(chat.Page.GetByRole(AriaRole.Heading, new() { Name = "Request to scripted/alpha" })).ToBeVisibleAsync();
        await Expect(chat.Page.Locator(".outcome")).ToContainTextAsync("failed", new() { IgnoreCase = true });
    }

    [Fact]
    public async Task RequestWithTwoAttempts_IsMarkedInTheList_AndItsPageShowsBoth()
    {
        Model.Enqueue(Script.Error(503, "Down for a moment"));
        Model.Enqueue(Script.Answer("Now it works"));
        var chat = await OpenChatAsync();
        await chat.AskAsync("Twice please");
        await chat.HasStateAsync("Complete");
        var page = await OpenAsync("/latency");

        // Other tests of the shared portal leave requests with attempts too; the newest stands first.
        var row = page.Locator("tr", new() { Has = page.GetByTestId("attempts") }).First;
        await Expect(row).ToContainTextAsync("2 attempts");
        await row.GetByRole(AriaRole.Link).ClickAsync();

        var attempts = page.GetByTestId("attempt-list").GetByRole(AriaRole.Listitem);
        await Expect(attempts.First).ToContainTextAsync("Failed, provider error");
        await Expect(attempts.Nth(1)).ToContainTextAsync("Answered");
        Assert.Empty((await page.RunAxe()).Violations.Select(violation => violation.Id));
        await page.GetByTestId("attempt-list").GetByRole(AriaRole.Link, new() { Name = "First" }).ClickAsync();
        await Expect(page.Locator("p.outcome")).ToContainTextAsync("Failed.");
        await page.SetViewportSizeAsync(360, 800);
        Assert.True(await page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= innerWidth"));
    }
}

using Deque.AxeCore.Playwright;
using LatencyPortal.Testing;
using Microsoft.Playwright;
using Xunit;

namespace LatencyPortal.Browser.Tests;

public sealed class PagesTests(Chromium chromium) : BrowserTest(chromium)
{
    [Fact]
    public async Task BuiltInModel_Question_IsAnsweredAndFoundOnTheLatencyPage()
    {
        await Page.GotoAsync(Url);
        await Expect(Page.GetByTestId("model-picker")).ToHaveValueAsync("portal-assistant");
        await Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "What is TTFT?" }).ClickAsync();

        await Expect(LastAnswer().GetByRole(AriaRole.Link, new LocatorGetByRoleOptions { Name = "Time to first token (TTFT)" })).ToBeVisibleAsync();
        await Expect(Page.GetByTestId("regenerate")).ToBeVisibleAsync();
        await Page.GetByTestId("latency-line").ClickAsync();
        await Expect(Page.GetByRole(AriaRole.Heading, new PageGetByRoleOptions { Level = 1 })).ToContainTextAsync("portal-assistant");
        await Expect(Page.GetByText("Completed").First).ToBeVisibleAsync();

        await Page.GotoAsync($"{Url}/latency");
        await Expect(Page.GetByRole(AriaRole.Row).Filter(new LocatorFilterOptions { HasText = "portal-assistant" })).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task SourceLink_InAnswer_OpensItsHelpPage()
    {
        await Page.GotoAsync(Url);
        await Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "What is TTFT?" }).ClickAsync();
        await LastAnswer().GetByRole(AriaRole.Link, new LocatorGetByRoleOptions { Name = "Time to first token (TTFT)" }).ClickAsync();

        await Expect(Page.GetByRole(AriaRole.Heading, new PageGetByRoleOptions { Level = 1 })).ToHaveTextAsync("Time to first token (TTFT)");
    }

    [Fact]
    public async Task Settings_AddTestSaveRemoveEndpoint_ModelsFollowInThePicker()
    {
        await using var second = await ScriptedEndpoint.StartAsync();
        second.Models = ["alpha", "org/beta"];
        await Page.GotoAsync($"{Url}/settings");
        await Page.GetByTestId("add-endpoint").ClickAsync();
        await Page.GetByTestId("endpoint-name").FillAsync("mine");
        await Page.GetByTestId("endpoint-url").FillAsync("nonsense");
        await Page.GetByTestId("save-endpoint").ClickAsync();
        await Expect(Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("http://");
        await Page.GetByTestId("endpoint-url").FillAsync(second.BaseUrl.ToString());
        await Page.GetByTestId("endpoint-key").FillAsync("sk-secret");
        await Page.GetByTestId("test-endpoint").ClickAsync();
        await Expect(Page.GetByTestId("probe")).ToContainTextAsync("2 models");
        await Page.GetByTestId("save-endpoint").ClickAsync();
        await Expect(Page.GetByTestId("endpoint").Filter(new LocatorFilterOptions { HasText = "mine" })).ToContainTextAsync("2 models");
        Assert.DoesNotContain("sk-secret", await Page.ContentAsync(), StringComparison.Ordinal);

        await Page.GotoAsync(Url);
        await Page.GetByTestId("model-picker").SelectOptionAsync("mine/org/beta");
        await SendAsync("Hello");
        await Expect(LastAnswer()).ToContainTextAsync("Hello from the scripted endpoint.");

        await Page.GotoAsync($"{Url}/settings");
        await Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Remove endpoint mine" }).ClickAsync();
        await Expect(Page.GetByTestId("endpoint")).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task Help_Search_FindsAndOpensAnEntry()
    {
        await Page.GotoAsync($"{Url}/help");
        await Page.GetByTestId("help-search").PressSequentiallyAsync("ollama");

        await Page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "Connecting Ollama" }).First.ClickAsync();

        await Expect(Page.GetByRole(AriaRole.Heading, new PageGetByRoleOptions { Level = 1 })).ToHaveTextAsync("Connecting Ollama");
        await Expect(Page.GetByRole(AriaRole.Article)).ToContainTextAsync("11434");
    }

    [Theory]
    [InlineData(ColorScheme.Light, 1200, 800)]
    [InlineData(ColorScheme.Dark, 1200, 800)]
    [InlineData(ColorScheme.Light, 360, 740)]
    public async Task EveryPage_AnySchemeAndSize_IsAccessibleAndFits(ColorScheme scheme, int width, int height)
    {
        await OpenAsync(new BrowserNewContextOptions { ColorScheme = scheme, ViewportSize = new ViewportSize { Width = width, Height = height } });
        Endpoint.Enqueue(Script.Answer("# Title\n\nText with `code`, a [link](https://example.org).\n\n```cs\nvar a = 1;\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n- one"));
        await OpenChatAsync();
        await SendAsync("Show me everything");
        await Expect(Page.GetByTestId("regenerate")).ToBeVisibleAsync();
        await CheckAsync("chat");
        foreach (var path in (string[])["/latency", "/settings", "/help", "/help/ttft", "/no-such-page"])
        {
            Expected.Add("404");
            await Page.GotoAsync($"{Url}{path}");
            await Expect(Page.GetByRole(AriaRole.Heading, new PageGetByRoleOptions { Level = 1 })).ToBeVisibleAsync();
            await CheckAsync(path);
        }
    }

    private async Task CheckAsync(string where)
    {
        var overflow = await Page.Locator("html").EvaluateAsync<int>("page => page.scrollWidth - page.clientWidth");
        Assert.True(overflow <= 0, $"{where} is {overflow} pixels too wide");
        var result = await Page.RunAxe();
        var grave = result.Violations.Where(violation => violation.Impact is "serious" or "critical")
            .Select(violation => $"{where}: {violation.Id}: {string.Join(" | ", violation.Nodes.Select(node => node.Html).Take(3))}");
        Assert.Empty(grave);
    }
}

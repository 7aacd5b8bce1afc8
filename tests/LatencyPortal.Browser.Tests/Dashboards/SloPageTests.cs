using System.Net.Http.Json;
using System.Text.RegularExpressions;
using Deque.AxeCore.Playwright;

namespace LatencyPortal.Browser.Tests.Dashboards;

/// <summary>Whether the promises hold, from the first request to an objective of one's own.</summary>
public sealed class SloPageTests(BrowserFixture fixture) : PortalTest(fixture)
{
    [Fact]
    public async Task Requests_SpendTheBudget_AndAnObjectiveIsAddedAndDeleted()
    {
        var portal = await StartPortalAsync([]);
        var page = await OpenAsync("/latency/slo", portal);
        await Expect(page.GetByTestId("objective")).ToHaveCountAsync(4);
        await Expect(Card(page, "error-free").GetByTestId("objective-good")).ToContainTextAsync("no data");

        using var http = new HttpClient { BaseAddress = portal.Address };
        for (var i = 0; i < 3; i++)
            (await http.PostAsJsonAsync("/v1/chat/completions", new { model = "portal-assistant", max_tokens = 4, messages = new[] { new { role = "user", content = $"Question {i}" } } }, Stop)).EnsureSuccessStatusCode();

        // The page follows by itself.
        await Expect(Card(page, "error-free").GetByTestId("objective-good")).ToContainTextAsync("100 % n = 3");
        await Expect(Card(page, "error-free").GetByTestId("objective-left")).ToContainTextAsync("100 %");
        await Expect(Card(page, "error-free").GetByTestId("objective-state")).ToHaveTextAsync("✓ holds");

        await page.GetByTestId("new-objective").ClickAsync();
        await page.GetByTestId("objective-name").FillAsync("Impossible");
        await page.GetByTestId("objective-ttft").FillAsync("0");
        await page.GetByTestId("save-objective").ClickAsync();
        await Expect(page.GetByTestId("objective-fault")).ToContainTextAsync("TTFT limit");
        await page.GetByTestId("objective-ttft").FillAsync("0.001");
        await page.GetByTestId("save-objective").ClickAsync();
        // It is counted for what came before it, and stands first because its budget is the worst.
        await Expect(page.GetByTestId("objective").First).ToContainTextAsync("Impossible");
        await Expect(Card(page, "impossible").GetByTestId("objective-good")).ToContainTextAsync("0 % n = 3");
        await Expect(Card(page, "impossible").GetByTestId("objective-state")).ToHaveTextAsync("✕ broken");

        var result = await page.RunAxe();
        Assert.Empty(result.Violations.Where(violation => violation.Impact is "serious" or "critical").Select(violation => violation.Id));
        await page.SetViewportSizeAsync(360, 740);
        Assert.True(await page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0, "The page is wider than a phone.");

        await Card(page, "impossible").GetByTestId("delete-objective").ClickAsync();
        await Expect(page.GetByTestId("objective")).ToHaveCountAsync(4);
        await page.GetByRole(AriaRole.Button, new() { Name = "Undo", Exact = true }).ClickAsync();
        await Expect(page.GetByTestId("objective")).ToHaveCountAsync(5);
        Assert.Matches(new Regex("slo: impossible"), await http.GetStringAsync(new Uri("/latency/slo/rules.yaml", UriKind.Relative), Stop));
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static ILocator Card(IPage page, string id) => page.Locator($"[data-objective={id}]");
}

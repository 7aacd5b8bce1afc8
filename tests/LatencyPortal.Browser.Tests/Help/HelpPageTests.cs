namespace LatencyPortal.Browser.Tests.Help;

public sealed class HelpPageTests(BrowserFixture fixture) : PortalTest(fixture)
{
    [Fact]
    public async Task Search_FindsAnEntryAndOpensIt()
    {
        var page = await OpenAsync("/help");

        await page.GetByTestId("help-search").FillAsync("time to first token");
        var first = page.Locator(".results a").First;
        await Expect(first).ToBeVisibleAsync();
        var title = await first.InnerTextAsync();
        await first.ClickAsync();

        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync(title);
        await Expect(page.Locator("article")).Not.ToBeEmptyAsync();
        await page.GetByRole(AriaRole.Navigation, new() { Name = "Breadcrumb" }).GetByRole(AriaRole.Link).ClickAsync();
        await Expect(page.GetByTestId("help-search")).ToBeVisibleAsync();
    }
}

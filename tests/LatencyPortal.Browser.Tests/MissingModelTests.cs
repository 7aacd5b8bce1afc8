using Xunit;

namespace LatencyPortal.Browser.Tests;

public sealed class MissingModelTests(Chromium chromium) : BrowserTest(chromium)
{
    private protected override string? Model => Path.Combine(Path.GetTempPath(), "no-such-model-folder");

    [Fact]
    public async Task MissingModelFolder_PortalStarts_SaysWhereAndOthersWork()
    {
        await Page.GotoAsync($"{Url}/settings");
        await Expect(Page.GetByRole(Microsoft.Playwright.AriaRole.Alert)).ToContainTextAsync("no-such-model-folder");

        await OpenChatAsync();
        await SendAsync("Hello");

        await Expect(LastAnswer()).ToContainTextAsync("Hello from the scripted endpoint.");
    }
}

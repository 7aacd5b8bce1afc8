namespace LatencyPortal.Browser.Tests.Settings;

/// <summary>Chats in and out on the Settings page.</summary>
public sealed class ExchangeTests(BrowserFixture fixture) : PortalTest(fixture)
{
    private const string File =
        """
        [{"format":"latencyportal-conversation/1","id":"browser-import","title":"A moved chat","messages":[
          {"id":"q","role":"user","content":"Where am I?"},{"id":"a","parentId":"q","role":"assistant","model":"elsewhere/model","content":"In **another** portal."}]},
         {"title":"A broken one","mapping":{}}]
        """;

    [Fact]
    public async Task Import_IsReportedShownAndUndone()
    {
        var page = await OpenAsync("/settings");
        await ImportAsync(page, File);

        await Expect(page.GetByTestId("import-status")).ToHaveTextAsync("1 imported, 1 not readable.");
        await page.GetByText("What could not be read").ClickAsync();
        await Expect(page.GetByText("A broken one: It has no questions and no answers.")).ToBeVisibleAsync();
        var list = await Context.NewPageAsync();
        await list.GotoAsync(new Uri(new Uri(page.Url), "/").ToString());
        await list.GetByRole(AriaRole.Link, new() { Name = "A moved chat" }).ClickAsync();
        await Expect(list.GetByTestId("message-assistant").Locator("strong")).ToHaveTextAsync("another");
        await Expect(list.GetByTestId("latency-line")).ToHaveCountAsync(0); // its times are unknown here

        await page.GetByTestId("import-undo").ClickAsync();
        await Expect(page.GetByTestId("import-status")).ToHaveTextAsync("The import is undone.");
        await Expect(list.GetByRole(AriaRole.Link, new() { Name = "A moved chat" })).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Import_OfSomethingElse_SaysWhatItIsNot()
    {
        var page = await OpenAsync("/settings");
        await ImportAsync(page, "# A read-me");

        await Expect(page.GetByTestId("import-error")).ToContainTextAsync("neither JSON nor a ZIP archive");
        await Expect(page.GetByTestId("import-file")).ToBeEnabledAsync();
    }

    [Fact]
    public async Task Export_IsDownloaded()
    {
        var page = await OpenAsync("/settings");

        var download = await page.RunAndWaitForDownloadAsync(() => page.GetByTestId("export-json").ClickAsync());

        Assert.Matches(@"^latencyportal-\d{4}-\d\d-\d\d\.json$", download.SuggestedFilename);
        await using var file = await download.CreateReadStreamAsync();
        using var json = await System.Text.Json.JsonDocument.ParseAsync(file, cancellationToken: Cancelled);
        Assert.Equal(System.Text.Json.JsonValueKind.Array, json.RootElement.ValueKind);
    }

    private static async Task ImportAsync(IPage page, string text)
    {
        await Expect(page.GetByTestId("import-file")).ToBeEnabledAsync();
        await page.GetByTestId("import-file").SetInputFilesAsync(new FilePayload { Name = "chats.json", MimeType = "application/json", Buffer = System.Text.Encoding.UTF8.GetBytes(text) });
    }
}

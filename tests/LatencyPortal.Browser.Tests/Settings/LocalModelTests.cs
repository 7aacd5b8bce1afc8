using Deque.AxeCore.Playwright;

namespace LatencyPortal.Browser.Tests.Settings;

public sealed class LocalModelTests(BrowserFixture fixture) : PortalTest(fixture)
{
    [Fact]
    public async Task ModelFolders_AreShownCountedAndTriedAgain()
    {
        ExpectPortalError("LocalModels");
        var folder = Directory.CreateTempSubdirectory("model-");
        var portal = await StartPortalAsync(
            [],
            "--LatencyPortal:LocalModels:0:Name=second",
            $"--LatencyPortal:LocalModels:0:Folder={folder.FullName}",
            "--LatencyPortal:Decoding:MaxContextLength=700");
        var page = await OpenAsync("/settings", portal);
        var second = page.GetByTestId("local-model").Filter(new() { HasText = "second" });
        await Expect(second).ToContainTextAsync("Cannot be used");
        await Expect(second.GetByTestId("local-model-problem")).ToContainTextAsync(folder.FullName);

        foreach (var file in Directory.GetFiles(Paths.BuiltInModel).Where(file => Path.GetFileName(file) != "help.json"))
            File.Copy(file, Path.Combine(folder.FullName, Path.GetFileName(file)));
        await second.GetByRole(AriaRole.Button).FocusAsync();
        await page.Keyboard.PressAsync("Enter");

        await Expect(second).ToContainTextAsync("Ready");
        await Expect(second.GetByRole(AriaRole.Heading, new() { Name = "second" })).ToBeFocusedAsync();
        await Expect(second).ToContainTextAsync("700 tokens");
        await Expect(second).ToContainTextAsync("The context is limited to 700");
        await Expect(second.GetByText("no data")).Not.ToHaveCountAsync(0);
        var chat = await OpenChatAsync("second", portal);
        await chat.AskAsync("Hello");
        await Expect(second).ToContainTextAsync("0 of 1 requests");
    }

    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task Section_IsAccessibleAndFitsAt360Pixels(ColorScheme scheme)
    {
        ExpectPortalError("LocalModels");
        var portal = await StartPortalAsync(
            [],
            "--LatencyPortal:LocalModels:0:Name=missing",
            $"--LatencyPortal:LocalModels:0:Folder={new string('x', 120)}",
            "--LatencyPortal:Decoding:MaxContextLength=700",
            // What no usual build for this system contains.
            $"--LatencyPortal:Decoding:Provider={(OperatingSystem.IsWindows() ? "Cuda" : "DirectML")}");
        var page = await Context.NewPageAsync();
        await page.EmulateMediaAsync(new() { ColorScheme = scheme, ReducedMotion = ReducedMotion.Reduce });
        await page.SetViewportSizeAsync(360, 740);
        await page.GotoAsync(new Uri(portal.Address, "/settings").ToString());
        await Expect(page.GetByTestId("local-model")).ToHaveCountAsync(2);
        await Expect(page.GetByTestId("local-model-notice")).ToContainTextAsync("the processor computes the model");
        await Expect(page.GetByTestId("model-notice")).ToContainTextAsync("portal-assistant");
        await page.GetByTestId("add-local-model").Locator("summary").ClickAsync();
        await Expect(page.GetByText("models check FOLDER")).ToBeVisibleAsync();

        var over = await page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth");
        var faults = (await page.RunAxe()).Violations.Select(violation => violation.Id);

        Assert.True(over <= 0, $"The page is {over} pixels wider than the window.");
        Assert.Empty(faults);
    }
}

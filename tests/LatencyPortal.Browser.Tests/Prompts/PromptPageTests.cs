using System.Text.RegularExpressions;
using Deque.AxeCore.Playwright;

namespace LatencyPortal.Browser.Tests.Prompts;

/// <summary>Templates from the first click to production.</summary>
public sealed class PromptPageTests(BrowserFixture fixture) : PortalTest(fixture)
{
    [Fact]
    public async Task Example_IsMended_Saved_Promoted_AndAWorseVersionIsRefused()
    {
        var page = await OpenExampleAsync();
        await Expect(page.GetByTestId("volatile")).ToContainTextAsync("{{ now }} changes with every request");
        await Expect(page.GetByTestId("bar-verdict")).ToContainTextAsync("lost to the cache behind the first volatile character");
        await page.GetByTestId("jump-volatile").ClickAsync();
        Assert.Equal("{{ now }}", await page.EvaluateAsync<string>("(() => { const box = document.activeElement; return box.value.slice(box.selectionStart, box.selectionEnd); })()"));

        await page.GetByTestId("fix-RoundToDay").ClickAsync();
        await Expect(page.GetByTestId("volatile")).ToHaveCountAsync(0);
        await Expect(page.GetByTestId("undo")).ToBeFocusedAsync();
        await Expect(page.GetByTestId("segment-text").First).ToHaveValueAsync(new Regex("now \\| date"));
        await page.GetByTestId("save-version").ClickAsync();
        await page.GetByTestId("promote").ClickAsync();
        await Expect(Label(page, "production")).ToContainTextAsync("v1");

        await page.GetByTestId("undo").ClickAsync();
        await Expect(page.GetByTestId("volatile")).ToBeVisibleAsync();
        await page.GetByTestId("redo").ClickAsync();
        await Expect(page.GetByTestId("volatile")).ToHaveCountAsync(0);
        await page.GetByTestId("undo").ClickAsync();
        await Expect(page.GetByTestId("volatile")).ToBeVisibleAsync();
        await page.GetByTestId("version-note").FillAsync("With the hour again");
        await page.GetByTestId("save-version").ClickAsync();
        await page.GetByTestId("promote").First.ClickAsync();
        await Expect(page.GetByTestId("promote-dialog")).ToContainTextAsync("Production refused: predicted share");
        await Expect(page.GetByTestId("promote-cancel")).ToBeFocusedAsync();
        await page.GetByTestId("promote-cancel").ClickAsync();
        await Expect(page.GetByTestId("promote-dialog")).ToHaveCountAsync(0);
        await Expect(Label(page, "production")).ToContainTextAsync("v1");
        await page.GetByTestId("promote").First.ClickAsync();
        await page.GetByTestId("promote-anyway").ClickAsync();
        await Expect(Label(page, "production")).ToContainTextAsync("v2");
        await page.GetByTestId("roll-back").ClickAsync();
        await Expect(Label(page, "production")).ToContainTextAsync("v1");
        await page.GetByTestId("label-version").SelectOptionAsync("v1");
        await page.GetByTestId("label-other").SelectOptionAsync("v2");
        await page.GetByTestId("set-label").ClickAsync();
        await page.GetByTestId("promote-anyway").ClickAsync();
        await Expect(Label(page, "production")).ToContainTextAsync("v1 90 % / v2 10 %");
    }

    [Fact]
    public async Task TypedText_SurvivesAReload_AndAnUndeclaredVariableIsAdded()
    {
        var page = await OpenExampleAsync();
        var text = page.GetByTestId("segment-text").First;
        await text.FocusAsync();
        await text.PressAsync("Control+Home");
        await text.PressSequentiallyAsync("Hello {{ shop }}. ");
        await page.GetByTestId("declare").ClickAsync();
        await Expect(page.GetByTestId("problem")).ToHaveCountAsync(0);
        await Expect(page.GetByTestId("variable")).ToHaveCountAsync(2);
        await Expect(page.GetByTestId("saving")).ToHaveTextAsync("Saved");

        await page.ReloadAsync();

        await Expect(page.GetByTestId("segment-text").First).ToHaveValueAsync(new Regex("^Hello {{ shop }}\\. You are"));
        await Expect(page.GetByTestId("variable")).ToHaveCountAsync(2);
    }

    [Fact]
    public async Task Keys_MoveASegment_AndTheFocusStays()
    {
        var page = await OpenExampleAsync();
        var text = page.GetByTestId("segment-text").Nth(1);
        await Expect(text).ToHaveValueAsync(new Regex("^# Tariffs"));
        await text.FocusAsync();

        await text.PressAsync("Alt+ArrowUp");

        await Expect(page.GetByTestId("segment-text").First).ToHaveValueAsync(new Regex("^# Tariffs"));
        await Expect(page.GetByTestId("segment-text").First).ToBeFocusedAsync();
        await Expect(page.GetByTestId("said")).ToHaveTextAsync("tariffs is now segment 1 of 6.");
        await page.GetByTestId("remove-segment").First.ClickAsync();
        await Expect(page.GetByTestId("segment")).ToHaveCountAsync(5);
        await page.GetByRole(AriaRole.Button, new() { Name = "Undo", Exact = true }).Last.ClickAsync();
        await Expect(page.GetByTestId("segment")).ToHaveCountAsync(6);
        await Expect(page.GetByTestId("segment-text").First).ToHaveValueAsync(new Regex("^# Tariffs"));
    }

    [Fact]
    public async Task Drag_NearTheEdge_ScrollsToWhereTheSegmentGoes()
    {
        var page = await OpenExampleAsync();
        await page.SetViewportSizeAsync(1000, 480);
        await Expect(page.GetByTestId("segment-text").First).ToBeEnabledAsync();
        var grip = page.Locator("[data-grip]").First;
        await grip.ScrollIntoViewIfNeededAsync();
        var box = (await grip.BoundingBoxAsync())!;
        await page.Mouse.MoveAsync(box.X + 4, box.Y + 4);
        await page.Mouse.DownAsync();

        await page.Mouse.MoveAsync(box.X + 4, 470);
        await Expect(page.GetByTestId("segment").Last).ToHaveAttributeAsync("data-drop", "below");
        await page.Mouse.UpAsync();

        await Expect(page.GetByTestId("said")).ToContainTextAsync("is now segment 6 of 6.");
    }

    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task Editor_IsAccessible_AndFitsAPhone(ColorScheme scheme)
    {
        var page = await OpenExampleAsync();
        await page.EmulateMediaAsync(new() { ColorScheme = scheme, ReducedMotion = ReducedMotion.Reduce });
        await page.GetByTestId("save-version").ClickAsync();
        await page.GetByTestId("promote").ClickAsync();
        await Expect(Label(page, "production")).ToBeVisibleAsync();
        await page.GetByTestId("preview").Locator("summary").ClickAsync();
        await page.GetByTestId("compare").Locator("summary").ClickAsync();
        await Expect(page.GetByTestId("diff")).ToBeVisibleAsync();

        var result = await page.RunAxe();
        Assert.Empty(result.Violations.Where(violation => violation.Impact is "serious" or "critical" || violation.Id == "landmark-unique")
            .Select(violation => $"{violation.Id}: {string.Join(" ; ", violation.Nodes.Take(5).Select(node => node.Html))}"));
        await page.SetViewportSizeAsync(360, 740);
        // The links above fold up a moment later.
        await Expect(page.Locator("html")).ToHaveJSPropertyAsync("scrollWidth", 360);
    }

    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task Rules_AreAccessible(ColorScheme scheme)
    {
        var page = await OpenAsync("/prompts/families");
        await page.EmulateMediaAsync(new() { ColorScheme = scheme, ReducedMotion = ReducedMotion.Reduce });
        await page.GetByTestId("family").Locator("summary").First.ClickAsync();
        await Expect(page.GetByTestId("sources").First).ToBeVisibleAsync();

        var result = await page.RunAxe();

        Assert.Empty(result.Violations.Select(violation => $"{violation.Id}: {string.Join(" ; ", violation.Nodes.Take(5).Select(node => node.Html))}"));
    }

    [Fact]
    public async Task List_RefusesANameAndAFile_AndBringsBackWhatWasDeleted()
    {
        ExpectConsoleError("400");
        var portal = await StartPortalAsync([]);
        var page = await OpenAsync("/prompts", portal);
        await page.GetByTestId("new-name").FillAsync("My template");
        await page.GetByTestId("new-template").ClickAsync();
        await Expect(page.GetByTestId("new-fault")).ToContainTextAsync("lower-case letters");
        await page.GetByTestId("new-name").FillAsync("families");
        await page.GetByTestId("new-template").ClickAsync();
        await Expect(page.GetByTestId("new-fault")).ToContainTextAsync("the page of the cache rules has that address");
        await page.GetByTestId("import-file").SetInputFilesAsync(new FilePayload { Name = "a.yaml", MimeType = "text/plain", Buffer = "---\nname: a\nkind: x\n---\n"u8.ToArray() });
        await Expect(page.GetByTestId("import-fault")).ToContainTextAsync("a.yaml: Line 3: kind: there is no such field");
        await page.GetByTestId("import-file").SetInputFilesAsync(new FilePayload { Name = "a.yaml", MimeType = "text/plain", Buffer = "---\nname: a\n---\n\n## input ask\n\n{{ input }}\n"u8.ToArray() });
        await Expect(page.GetByTestId("segment")).ToHaveCountAsync(1);

        await page.GotoAsync(new Uri(portal.Address, "/prompts").ToString());
        await page.GetByRole(AriaRole.Button, new() { Name = "Delete a" }).ClickAsync();
        await Expect(page.GetByTestId("prompt")).ToHaveCountAsync(0);
        await page.GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await Expect(page.GetByTestId("prompt")).ToHaveCountAsync(1);
    }

    private static ILocator Label(IPage page, string name) => page.GetByTestId("label").Filter(new() { HasText = name });

    /// <summary>A portal of its own, whose list is empty, with the example in the editor.</summary>
    private async Task<IPage> OpenExampleAsync()
    {
        var portal = await StartPortalAsync([]);
        var page = await OpenAsync("/prompts", portal);
        await page.GetByTestId("example").ClickAsync();
        await Expect(page.GetByTestId("segment-text").First).ToHaveValueAsync(new Regex("^You are the support"));
        return page;
    }
}

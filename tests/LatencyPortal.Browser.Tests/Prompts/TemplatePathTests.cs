namespace LatencyPortal.Browser.Tests.Prompts;

/// <summary>From an empty page to an answer whose cached share was predicted.</summary>
public sealed class TemplatePathTests(BrowserFixture fixture) : PortalTest(fixture)
{
    [Fact]
    public async Task Template_IsBuiltMendedPromotedAndUsed_AndItsCachedShareIsAsPredicted()
    {
        var portal = await StartPortalAsync([]);
        var page = await OpenAsync("/prompts", portal);
        await page.GetByTestId("new-name").FillAsync("help-desk");
        await page.GetByTestId("new-template").ClickAsync();

        // The date is pointed at, with what it costs.
        await page.GetByTestId("segment-text").First.FillAsync("You are the help of this portal. It is {{ now }}. Be friendly and exact, and name the page.");
        await Expect(page.GetByTestId("volatile")).ToContainTextAsync("{{ now }} changes with every request");
        await page.GetByTestId("fix-RoundToDay").ClickAsync();
        await Expect(page.GetByTestId("volatile")).ToHaveCountAsync(0);
        await Expect(page.GetByTestId("segment-text").First).ToHaveValueAsync("You are the help of this portal. It is {{ now | date: \"%Y-%m-%d\" }}. Be friendly and exact, and name the page.");

        await page.GetByTestId("save-version").ClickAsync();
        await page.GetByTestId("promote").First.ClickAsync();
        await Expect(page.GetByTestId("versions")).ToContainTextAsync("production");

        var chat = await OpenChatAsync("portal-assistant", portal);
        await chat.Page.GetByTestId("parameters").ClickAsync();
        // The heading takes the focus when the sheet is filled and listens.
        await Expect(chat.Page.GetByTestId("parameter-sheet").GetByRole(AriaRole.Heading, new() { Name = "Parameters of this chat" })).ToBeFocusedAsync();
        await chat.Page.GetByTestId("chat-template").SelectOptionAsync("help-desk");
        await Expect(chat.Page.GetByTestId("sheet-status")).ToHaveTextAsync("Saved.");
        await chat.Page.GetByTestId("close-parameters").ClickAsync();
        foreach (var question in (string[])["What is TTFT?", "How do I add an endpoint?"])
        {
            await chat.AskAsync(question);
            await chat.HasStateAsync("Complete");
        }

        await chat.LatencyLine.ClickAsync();
        await chat.Trace.ClickAsync();
        var figures = chat.Page.GetByTestId("cache");
        await Expect(figures).ToContainTextAsync("help-desk@1");
        var predicted = await chat.Page.GetByTestId("predicted-cached").InnerTextAsync();
        Assert.Matches("^[1-9][0-9,]* tokens$", predicted);
        await Expect(chat.Page.GetByTestId("reported-cached")).ToHaveTextAsync(predicted);
    }
}

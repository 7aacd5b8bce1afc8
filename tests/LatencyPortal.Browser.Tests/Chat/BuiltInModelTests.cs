using System.Text.RegularExpressions;

namespace LatencyPortal.Browser.Tests.Chat;

public sealed class BuiltInModelTests(BrowserFixture fixture) : PortalTest(fixture)
{
    [Fact]
    public async Task PortalAssistant_AnswersAboutLatency()
    {
        var chat = await OpenChatAsync("portal-assistant");

        await chat.AskAsync("What is TTFT?");

        await chat.HasStateAsync("Complete");
        await Expect(chat.Body).ToContainTextAsync(new Regex("TTFT|first token", RegexOptions.IgnoreCase));
        await Expect(chat.LatencyLine).ToHaveTextAsync(new Regex(@"TTFT\s*[\d.]+ m?s.*TPOT\s*[\d.]+ m?s.*\d+ tokens", RegexOptions.Singleline));
        Assert.Equal(0, RequestCount);
    }

    [Fact]
    public async Task FirstVisit_ASuggestedQuestionIsAnsweredWithItsSource()
    {
        var chat = new ChatTab(await OpenAsync("/"));
        await Expect(chat.Picker).ToHaveValueAsync("portal-assistant");

        await chat.Page.GetByRole(AriaRole.Button, new() { Name = "What is TTFT?", Exact = true }).ClickAsync();
        await chat.HasStateAsync("Complete");
        var source = chat.Body.Locator("a[href^='/help/']").First;
        var title = await source.InnerTextAsync();
        await source.ClickAsync();

        await Expect(chat.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync(title);
    }
}

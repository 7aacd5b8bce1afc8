using LatencyPortal.Testing;
using Microsoft.Playwright;
using Xunit;

namespace LatencyPortal.Browser.Tests;

public sealed class ChatTests(Chromium chromium) : BrowserTest(chromium)
{
    [Fact]
    public async Task Send_TokensArriveOneByOne_AreShownStepByStep()
    {
        Gate first = new(), second = new();
        Endpoint.Enqueue(Script.Answer().Token("Alpha").Wait(first).Token(" beta").Wait(second).Token(" **gamma**").Finish().Usage(9, 3));
        await OpenChatAsync();

        await SendAsync("Count");
        await Expect(LastAnswer()).ToContainTextAsync("Alpha");
        await Expect(LastAnswer()).Not.ToContainTextAsync("beta");
        first.Open();
        await Expect(LastAnswer()).ToContainTextAsync("Alpha beta");
        await Expect(LastAnswer()).Not.ToContainTextAsync("gamma");
        second.Open();

        await Expect(LastAnswer().Locator("strong")).ToHaveTextAsync("gamma");
        await Expect(Page.GetByTestId("latency-line")).ToContainTextAsync("3 tokens");
        await Expect(Page.GetByTestId("latency-line")).ToContainTextAsync("TTFT");
        await Expect(Page.GetByTestId("message-user")).ToHaveTextAsync("Count");
        await Expect(Page.GetByTestId("conversation")).ToContainTextAsync("Count");
    }

    [Fact]
    public async Task Stop_InMidAnswer_KeepsTheTextAndEndsTheCall()
    {
        Endpoint.Enqueue(Script.Answer().Token("So far").Hang());
        await OpenChatAsync();
        await SendAsync("Go on for ever");
        await Expect(LastAnswer()).ToContainTextAsync("So far");

        await Page.GetByTestId("stop").ClickAsync();

        await Expect(Page.GetByTestId("answer-stopped")).ToBeVisibleAsync();
        await Expect(LastAnswer()).ToContainTextAsync("So far");
        var request = await Endpoint.WaitForRequestAsync(1, Token);
        await request.ClientLeftAsync(Token);
        await Expect(Page.GetByTestId("send")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Reload_InMidAnswer_ShowsTheWholeAnswer()
    {
        var gate = new Gate();
        Endpoint.Enqueue(Script.Answer().Tokens("One ", "two ").Wait(gate).Tokens("three ", "four.").Finish().Usage(5, 4));
        await OpenChatAsync();
        await SendAsync("Count to four");
        await Expect(LastAnswer()).ToContainTextAsync("One two");

        await Page.ReloadAsync();
        await Expect(LastAnswer()).ToContainTextAsync("One two");
        var other = await NewTabAsync();
        await other.GotoAsync(Page.Url);
        await Expect(LastAnswer(other)).ToContainTextAsync("One two");
        gate.Open();

        await Expect(LastAnswer()).ToContainTextAsync("One two three four.");
        await Expect(LastAnswer(other)).ToContainTextAsync("One two three four.");
        await Expect(Page.GetByTestId("latency-line")).ToContainTextAsync("4 tokens");
        await Page.ReloadAsync();
        await Expect(LastAnswer()).ToContainTextAsync("One two three four.");
    }

    [Fact]
    public async Task KilledPortal_InMidAnswer_MarksItInterruptedWithItsText()
    {
        Expected.AddRange(["WebSocket", "Connection", "connection", "Failed to", "net::ERR"]);
        Endpoint.Enqueue(Script.Answer().Token("Kept").Hang());
        await OpenChatAsync();
        await SendAsync("Never end");
        await Expect(LastAnswer()).ToContainTextAsync("Kept");
        var address = Page.Url;
        var id = await LastAnswer().GetAttributeAsync("data-message");
        while (await (await Page.APIRequest.GetAsync($"{Url}/chat-api/messages/{id}")).TextAsync() != "Kept")
            Token.ThrowIfCancellationRequested(); // stored within half a second

        await RestartPortalAsync();
        await Page.GotoAsync(address);

        await Expect(Page.GetByTestId("answer-interrupted")).ToBeVisibleAsync();
        await Expect(LastAnswer()).ToContainTextAsync("Kept");
        await Expect(Page.GetByTestId("message-user")).ToHaveTextAsync("Never end");
        await Page.GetByTestId("retry").ClickAsync();
        await Expect(LastAnswer()).ToContainTextAsync("Hello from the scripted endpoint.");
    }

    [Fact]
    public async Task BrokenStream_PartialText_IsKeptWithReasonAndRetry()
    {
        var gate = new Gate();
        Endpoint.Enqueue(Script.Answer().Token("Half an ans").Wait(gate).Abort());
        await OpenChatAsync();
        await SendAsync("Break");
        await Expect(LastAnswer()).ToContainTextAsync("Half an ans");
        gate.Open();

        await Expect(Page.GetByTestId("answer-error")).ToContainTextAsync("broke off");
        await Expect(LastAnswer()).ToContainTextAsync("Half an ans");
        await Page.GetByTestId("retry").ClickAsync();
        await Expect(LastAnswer()).ToContainTextAsync("Hello from the scripted endpoint.");
        await Expect(Page.GetByTestId("answer-error")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task WrongKey_Refused_IsExplainedAndOneClickTriesAgain()
    {
        Endpoint.Enqueue(Script.Error(401, "Incorrect API key provided"));
        await OpenChatAsync();
        await SendAsync("Hello");

        await Expect(Page.GetByTestId("answer-error")).ToContainTextAsync("Settings");
        await Page.GetByTestId("retry").ClickAsync();
        await Expect(LastAnswer()).ToContainTextAsync("Hello from the scripted endpoint.");
    }

    [Fact]
    public async Task Send_EmptyOrBlank_SendsNothing()
    {
        await OpenChatAsync();

        await Page.GetByTestId("send").ClickAsync();
        await Page.GetByTestId("composer").FillAsync("  \n ");
        await Page.GetByTestId("composer").PressAsync("Enter");
        await SendAsync("Real");

        await Expect(LastAnswer()).ToContainTextAsync("Hello");
        Assert.Single(Endpoint.Requests);
    }

    [Fact]
    public async Task Keyboard_EnterSendsShiftEnterBreaksEscapeStops()
    {
        Endpoint.Enqueue(Script.Answer().Token("Talking").Hang());
        await OpenChatAsync();
        var composer = Page.GetByTestId("composer");
        await composer.FillAsync("one");
        await composer.PressAsync("Shift+Enter");
        await composer.PressSequentiallyAsync("two");
        await composer.PressAsync("Enter");

        await Expect(Page.GetByTestId("message-user")).ToHaveTextAsync("one\ntwo");
        await Expect(LastAnswer()).ToContainTextAsync("Talking");
        await Page.Keyboard.PressAsync("Escape");
        await Expect(Page.GetByTestId("answer-stopped")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Send_200Kilobytes_KeepsThePageAlive()
    {
        await OpenChatAsync();
        var text = string.Concat(Enumerable.Repeat("0123456789", 20_000));

        await SendAsync(text);

        await Expect(LastAnswer()).ToContainTextAsync("Hello from the scripted endpoint.");
        var request = await Endpoint.WaitForRequestAsync(1, Token);
        Assert.Contains(text, request.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Answer_HostileMarkdown_RunsNothingAndLoadsNothing()
    {
        await using var canary = await ScriptedEndpoint.StartAsync();
        var leak = new Uri(canary.BaseUrl, "/v1/models?secret");
        Endpoint.Enqueue(Script.Answer().Tokens(
            "<script>document.title='owned'</script>\n\n", $"![x]({leak})\n\n", "[click](javascript:document.title='owned')\n\n",
            $"<img src={leak} onerror=\"document.title='owned'\">\n\n", "| a |\n|---|\n| b |\n\n", "The end.").Finish());
        await OpenChatAsync();

        await SendAsync("Attack me");
        await Expect(LastAnswer().GetByText("The end.")).ToBeVisibleAsync();
        await Page.ReloadAsync();
        await Expect(LastAnswer().GetByText("The end.")).ToBeVisibleAsync();

        await Expect(LastAnswer().Locator("img, script, iframe, [onerror]")).ToHaveCountAsync(0);
        await Expect(LastAnswer().Locator("a[href^='javascript']")).ToHaveCountAsync(0);
        await Expect(LastAnswer().Locator("td")).ToHaveTextAsync("b");
        Assert.DoesNotContain("owned", await Page.TitleAsync(), StringComparison.Ordinal);
        Assert.Empty(canary.Requests);
    }

    [Fact]
    public async Task Conversations_RenameDeleteUndo_FollowInTheList()
    {
        await OpenChatAsync();
        await SendAsync("First question");
        await Expect(LastAnswer()).ToContainTextAsync("Hello");

        await Page.GetByTestId("conversation").HoverAsync();
        await Page.GetByTestId("rename").ClickAsync();
        await Page.GetByTestId("rename-input").FillAsync("Better name");
        await Page.GetByTestId("rename-input").PressAsync("Enter");
        await Expect(Page.GetByTestId("conversation")).ToContainTextAsync("Better name");
        await Page.GetByTestId("delete").ClickAsync();
        await Expect(Page.GetByTestId("conversation")).ToHaveCountAsync(0);
        await Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Undo" }).ClickAsync();

        await Expect(Page.GetByTestId("conversation")).ToContainTextAsync("Better name");
        await Expect(LastAnswer()).ToContainTextAsync("Hello");
    }

    [Fact]
    public async Task Regenerate_LastAnswer_ReplacesItWithTheChosenModel()
    {
        Endpoint.Enqueue(Script.Answer("The first answer."));
        Endpoint.Enqueue(Script.Answer("The second answer."));
        await OpenChatAsync();
        await SendAsync("Ask");
        await Expect(LastAnswer()).ToContainTextAsync("The first answer.");

        await Page.GetByTestId("model-picker").SelectOptionAsync("test/other");
        await Page.GetByTestId("regenerate").ClickAsync();

        await Expect(LastAnswer()).ToContainTextAsync("The second answer.");
        await Expect(Page.GetByTestId("message-assistant")).ToHaveCountAsync(1);
        var request = await Endpoint.WaitForRequestAsync(2, Token);
        Assert.Equal("other", request.Json.GetProperty("model").GetString());
        await Expect(LastAnswer()).ToContainTextAsync("test/other");
    }
}

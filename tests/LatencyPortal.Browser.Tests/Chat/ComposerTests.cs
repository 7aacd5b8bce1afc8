using LatencyPortal.Testing;

namespace LatencyPortal.Browser.Tests.Chat;

public sealed class ComposerTests(BrowserFixture fixture) : PortalTest(fixture)
{
    [Fact]
    public async Task EmptyPrompt_SendsNothing()
    {
        var chat = await OpenChatAsync();

        await chat.Composer.PressAsync("Enter");
        await chat.Send.ClickAsync();
        await chat.Composer.FillAsync("  \n\t ");
        await chat.Composer.PressAsync("Enter");
        await chat.Send.ClickAsync();
        await chat.AskAsync("Now a real one");

        await chat.HasStateAsync("Complete");
        await Expect(chat.Questions).ToHaveCountAsync(1);
        Assert.Equal(1, RequestCount);
    }

    [Fact]
    public async Task ShiftEnter_MakesANewLine()
    {
        var chat = await OpenChatAsync();

        await chat.Composer.PressSequentiallyAsync("first");
        await chat.Composer.PressAsync("Shift+Enter");
        await chat.Composer.PressSequentiallyAsync("second");
        await Expect(chat.Composer).ToHaveValueAsync("first\nsecond");
        await chat.Composer.PressAsync("Enter");

        await chat.HasStateAsync("Complete");
        Assert.Equal("first\nsecond", LastContent(await RequestAsync()));
        await Expect(chat.Composer).ToHaveValueAsync("");
    }

    [Fact]
    public async Task PromptOf200Kilobytes_IsSentAndShown()
    {
        var prompt = string.Concat(Enumerable.Range(0, 20_000).Select(i => $"word{i % 10_000:0000} ")).Trim();
        var chat = await OpenChatAsync();

        // One insertion, as pasting does it.
        await chat.Page.Keyboard.InsertTextAsync(prompt);
        await chat.Composer.PressAsync("Enter");

        await chat.HasStateAsync("Complete");
        await Expect(chat.Questions).ToHaveTextAsync(prompt);
        Assert.Equal(prompt, LastContent(await RequestAsync()));
        await chat.AskAsync("The page still works");
        await Expect(chat.Answers).ToHaveCountAsync(2);
        await chat.HasStateAsync("Complete");
    }

    [Fact]
    public async Task KeyboardAlone_ReachesSendsAndStops()
    {
        Model.Enqueue(Script.Answer().Token("Begun").Hang());
        var chat = await OpenChatAsync();
        await chat.Composer.BlurAsync();

        await chat.Page.Keyboard.PressAsync("Tab");
        await TabToAsync(chat.Page, "composer");
        await chat.Page.Keyboard.TypeAsync("No mouse");
        await chat.Page.Keyboard.PressAsync("Enter");
        await Expect(chat.Body).ToHaveTextAsync("Begun");
        await chat.Page.Keyboard.PressAsync("Escape");

        await chat.HasStateAsync("Stopped");
        await (await RequestAsync()).ClientLeftAsync(Cancelled);
        await Expect(chat.Body).ToHaveTextAsync("Begun");
    }

    [Fact]
    public async Task ModelPicker_SwitchesAndIsRemembered()
    {
        var chat = await OpenChatAsync();
        await chat.AskAsync("To alpha");
        await chat.HasStateAsync("Complete");

        await chat.Picker.SelectOptionAsync("scripted/beta");
        await chat.AskAsync("To beta");
        await Expect(chat.Answers).ToHaveCountAsync(2);
        await chat.HasStateAsync("Complete");

        Assert.Equal("alpha", (await RequestAsync(1)).Json.GetProperty("model").GetString());
        Assert.Equal("beta", (await RequestAsync(2)).Json.GetProperty("model").GetString());
        await Expect(chat.LastAnswer).ToContainTextAsync("scripted/beta");
        await chat.Page.GetByTestId("new-chat").ClickAsync();
        await Expect(chat.Answers).ToHaveCountAsync(0);
        await chat.Page.ReloadAsync();
        await Expect(chat.Picker).ToHaveValueAsync("scripted/beta");
    }

    [Fact]
    public async Task TextTypedWhileAQuestionIsOnItsWay_IsKept()
    {
        var typed = new Gate();
        var chat = await OpenChatAsync();
        await chat.Page.RouteAsync("**/chat-api/send", async route =>
        {
            await typed.PassAsync(Cancelled);
            await route.ContinueAsync();
        });

        await chat.Composer.FillAsync("First question");
        await chat.Composer.PressAsync("Enter");
        await typed.ReachedAsync(Cancelled);
        await chat.Composer.PressSequentiallyAsync("And another");
        typed.Open();

        await Expect(chat.Questions).ToHaveTextAsync("First question");
        await chat.HasStateAsync("Complete");
        await Expect(chat.Composer).ToHaveValueAsync("And another");
        await chat.Composer.PressAsync("Enter");
        await Expect(chat.Questions.Last).ToHaveTextAsync("And another");
        await Expect(chat.Answers).ToHaveCountAsync(2);
        await chat.HasStateAsync("Complete");
    }

    private static string? LastContent(ReceivedRequest request)
    {
        var content = request.Json.GetProperty("messages").EnumerateArray().Last().GetProperty("content");
        return content.ValueKind == System.Text.Json.JsonValueKind.Array ? content[0].GetProperty("text").GetString() : content.GetString();
    }

    private static async Task TabToAsync(IPage page, string testId)
    {
        // Other tests' conversations stand before the composer, three stops each.
        for (var presses = 0; presses < 400; presses++)
        {
            if (await page.EvaluateAsync<string?>("document.activeElement?.dataset.testid") == testId)
                return;
            await page.Keyboard.PressAsync("Tab");
        }

        Assert.Fail($"The Tab key does not reach {testId}.");
    }
}

using LatencyPortal.Testing;

namespace LatencyPortal.Browser.Tests.Chat;

/// <summary>What the reader does while an answer is written counts at once, and for that alone.</summary>
public sealed class IntentTests(BrowserFixture fixture) : PortalTest(fixture)
{
    private const string Top = "() => document.querySelector('[data-messages]').scrollTop";

    [Theory]
    [InlineData("small wheel")]
    [InlineData("key")]
    public async Task FirstStepUp_LetsGo_HoweverSmall(string how)
    {
        var (chat, more) = await OpenLongAnswerAsync();
        await chat.Page.GetByTestId("message-assistant").Last.HoverAsync();
        if (how == "key")
            await chat.Page.Locator("[data-messages]").PressAsync("ArrowUp");
        else
            await chat.Page.Mouse.WheelAsync(0, -3);

        await Expect(chat.Page.GetByTestId("jump-latest").Or(chat.Page.GetByTestId("jump-start")).First).ToBeVisibleAsync();
        await chat.Page.WaitForFunctionAsync("() => { const m = document.querySelector('[data-messages]'); return m.scrollHeight - m.scrollTop - m.clientHeight >= 1; }");
        var top = await chat.Page.EvaluateAsync<double>(Top);
        more.Open();
        await chat.HasStateAsync("Complete");
        Assert.InRange(await chat.Page.EvaluateAsync<double>(Top), top - 40, top); // a key may still glide, but only up
        await Expect(chat.Page.GetByTestId("jump-latest")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task HeldPage_DoesNotMove_AndFollowsWhenItIsLetGo()
    {
        var (chat, more) = await OpenLongAnswerAsync();
        var box = (await chat.Page.Locator("[data-messages]").BoundingBoxAsync())!;
        await chat.Page.Mouse.MoveAsync(box.X + (box.Width / 2), box.Y + 40);
        await chat.Page.Mouse.DownAsync();
        var top = await chat.Page.EvaluateAsync<double>(Top);
        more.Open();
        await chat.HasStateAsync("Complete");
        Assert.Equal(top, await chat.Page.EvaluateAsync<double>(Top));

        await chat.Page.Mouse.UpAsync();

        await chat.Page.WaitForFunctionAsync("() => { const m = document.querySelector('[data-messages]'); return m.scrollHeight - m.scrollTop - m.clientHeight < 2; }");
    }

    [Fact]
    public async Task EscapeInADialog_ClosesTheDialogAlone()
    {
        Model.Enqueue(Script.Answer().Token("Still ").Hang());
        var chat = await OpenChatAsync();
        await chat.AskAsync("Go on");
        await Expect(chat.Body).ToHaveTextAsync("Still");
        await chat.Page.Locator("h1").ClickAsync();
        await chat.Page.Keyboard.PressAsync("?");
        await Expect(chat.Page.Locator("dialog[open]")).ToHaveCountAsync(1);

        await chat.Page.Keyboard.PressAsync("Escape");

        await Expect(chat.Page.Locator("dialog[open]")).ToHaveCountAsync(0);
        await chat.HasStateAsync("Streaming");
        await chat.Page.Keyboard.PressAsync("Escape");
        await chat.HasStateAsync("Stopped");
    }

    [Fact]
    public async Task CodeOfNearlyOneMegabyte_IsSent()
    {
        var line = "    if (x == \"abc\") { y[\"k\"] = \"v\"; }\n";
        var code = string.Concat(Enumerable.Repeat(line, 1_000_000 / line.Length));
        var chat = await OpenChatAsync();
        // Typing so many lines takes the browser minutes; a script puts them in as a paste does.
        await chat.Composer.EvaluateAsync("(box, text) => { box.value = text; box.dispatchEvent(new Event('input', { bubbles: true })); }", code);
        await chat.Composer.PressAsync("Enter");
        await chat.HasStateAsync("Complete");
        Assert.Equal(code.Trim(), (await RequestAsync()).Json.GetProperty("messages")[0].GetProperty("content").GetString()!.Trim());
    }

    private async Task<(ChatTab Chat, Gate More)> OpenLongAnswerAsync()
    {
        var more = new Gate();
        var lines = string.Concat(Enumerable.Range(0, 80).Select(i => $"Line {i}\n\n"));
        Model.Enqueue(Script.Answer().Token(lines).Wait(more).Token(lines).Finish().Usage(5, 9));
        var chat = await OpenChatAsync();
        await chat.AskAsync("A long answer");
        await Expect(chat.Body).ToContainTextAsync("Line 79");
        await chat.Page.WaitForFunctionAsync("() => { const m = document.querySelector('[data-messages]'); return m.scrollTop > 500 && m.scrollHeight - m.scrollTop - m.clientHeight < 2; }");
        return (chat, more);
    }
}

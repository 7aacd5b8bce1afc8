using LatencyPortal.Testing;

namespace LatencyPortal.Browser.Tests.Chat;

public sealed class AnswerTests(BrowserFixture fixture) : PortalTest(fixture)
{
    [Fact]
    public async Task Copy_PutsTheMarkdownIntoTheClipboard()
    {
        await Context.GrantPermissionsAsync(["clipboard-read", "clipboard-write"]);
        Model.Enqueue(Script.Answer("Some **bold** text\n\n- a list"));
        var chat = await OpenChatAsync();
        await chat.AskAsync("Something to copy");
        await chat.HasStateAsync("Complete");
        await Expect(chat.Body.Locator("strong")).ToHaveTextAsync("bold");

        var copy = chat.LastAnswer.GetByTestId("copy");
        await copy.ClickAsync();

        await Expect(copy).ToHaveTextAsync("Copied");
        Assert.Equal("Some **bold** text\n\n- a list", await chat.Page.EvaluateAsync<string>("navigator.clipboard.readText()"));
    }

    [Fact]
    public async Task ReaderWhoScrollsUp_IsLeftThere()
    {
        var more = new Gate();
        var lines = string.Concat(Enumerable.Range(1, 80).Select(i => $"Line {i}\n\n"));
        Model.Enqueue(Script.Answer().Token(lines).Wait(more).Token(lines).Token("The end.").Finish().Usage(5, 3));
        var chat = await OpenChatAsync();
        await chat.AskAsync("A long answer");
        await Expect(chat.Body.GetByText("Line 80", new() { Exact = true })).ToBeInViewportAsync();

        var jump = chat.Page.GetByTestId("jump-latest");
        await chat.LastAnswer.HoverAsync();
        await chat.Page.Mouse.WheelAsync(0, -2_000);
        await Expect(jump).ToBeVisibleAsync();
        more.Open();
        await chat.HasStateAsync("Complete");
        await Expect(chat.Body.GetByText("The end.")).Not.ToBeInViewportAsync();
        await jump.ClickAsync();

        await Expect(chat.Body.GetByText("The end.")).ToBeInViewportAsync();
        await Expect(jump).ToBeHiddenAsync();
    }

    [Fact]
    public async Task HostileMarkdown_RunsNothingAndFetchesNothing()
    {
        await using var canary = await Canary.StartAsync();
        var hole = canary.Address;
        Model.Enqueue(Script.Answer()
            .Token($"<script>fetch('{hole}script')</script>\n\n<img src=x onerror=\"document.title='owned';fetch('{hole}onerror')\">\n\n")
            .Token($"[press](javascript:fetch('{hole}link')) [data](data:text/html,<script>alert(1)</script>)\n\n")
            .Token($"![remote]({hole}image.png)\n\n<iframe src=\"{hole}frame\"></iframe>\n\n<style>@import url({hole}style)</style>\n\n")
            .Token($"<javascript:fetch('{hole}auto')>\n\n[ref]\n\n[ref]: javascript:fetch('{hole}ref')\n\nHarmless end.")
            .Finish().Usage(5, 4));
        var chat = await OpenChatAsync();

        await chat.AskAsync("Attack me");
        await chat.HasStateAsync("Complete");
        await AssertHarmlessAsync(chat);
        foreach (var word in await chat.Body.GetByText("press", new() { Exact = true }).AllAsync())
            await word.ClickAsync();
        await chat.Page.ReloadAsync();
        await AssertHarmlessAsync(chat);

        Assert.DoesNotContain("owned", await chat.Page.TitleAsync(), StringComparison.Ordinal);
        Assert.Empty(canary.Requests);
    }

    private static async Task AssertHarmlessAsync(ChatTab chat)
    {
        await Expect(chat.Body).ToContainTextAsync("Harmless end.");
        await Expect(chat.Body).ToContainTextAsync("<script>");
        await Expect(chat.Body.Locator("script, iframe, style, object, [onerror], img[src^=http]")).ToHaveCountAsync(0);
        await Expect(chat.Body.Locator("a[href^='javascript:' i], a[href^='data:' i]")).ToHaveCountAsync(0);
    }
}

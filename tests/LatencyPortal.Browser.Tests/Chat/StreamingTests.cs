using System.Text.RegularExpressions;
using LatencyPortal.Testing;

namespace LatencyPortal.Browser.Tests.Chat;

public sealed class StreamingTests(BrowserFixture fixture) : PortalTest(fixture)
{
    [Fact]
    public async Task Send_TokensArriveStepByStep()
    {
        var (second, third) = (new Gate(), new Gate());
        Model.Enqueue(Script.Answer().Token("One").Wait(second).Token(" two").Wait(third).Token(" three.").Finish().Usage(7, 3));
        var chat = await OpenChatAsync();

        await chat.AskAsync("Count to three");
        await Expect(chat.Body).ToHaveTextAsync("One");
        await Expect(chat.Stop).ToBeVisibleAsync();
        second.Open();
        await Expect(chat.Body).ToHaveTextAsync("One two");
        third.Open();
        await Expect(chat.Body).ToHaveTextAsync("One two three.");
        await chat.HasStateAsync("Complete");

        await Expect(chat.LatencyLine).ToContainTextAsync("TTFT");
        await Expect(chat.LatencyLine).ToContainTextAsync("3 tokens");
        await Expect(chat.Send).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Stop_KeepsTheTextAndCancelsTheCall()
    {
        Model.Enqueue(Script.Answer().Token("Kept text").Hang());
        var chat = await OpenChatAsync();

        await chat.AskAsync("Talk for ever");
        await Expect(chat.Body).ToHaveTextAsync("Kept text");
        await chat.Stop.ClickAsync();

        await (await RequestAsync()).ClientLeftAsync(Cancelled);
        await chat.HasStateAsync("Stopped");
        await Expect(chat.Body).ToHaveTextAsync("Kept text");
        await chat.Page.ReloadAsync();
        await chat.HasStateAsync("Stopped");
        await Expect(chat.Body).ToHaveTextAsync("Kept text");
    }

    [Fact]
    public async Task Reload_InMidAnswer_FindsTheWholeAnswer()
    {
        var (reloaded, caughtUp) = (new Gate(), new Gate());
        Model.Enqueue(Script.Answer().Token("Before").Wait(reloaded).Token(" while away").Wait(caughtUp).Token(" and after.").Finish().Usage(7, 3));
        var chat = await OpenChatAsync();

        await chat.AskAsync("Go on without me");
        await Expect(chat.Body).ToHaveTextAsync("Before");
        await Expect(chat.Page).ToHaveURLAsync(new Regex("/chat/"));
        var address = chat.Page.Url;
        await chat.Page.GotoAsync("about:blank");
        reloaded.Open();
        await chat.Page.GotoAsync(address);
        await Expect(chat.Body).ToHaveTextAsync("Before while away");
        await chat.Page.ReloadAsync();
        await Expect(chat.Body).ToHaveTextAsync("Before while away");
        caughtUp.Open();

        await Expect(chat.Body).ToHaveTextAsync("Before while away and after.");
        await chat.HasStateAsync("Complete");
        Assert.Equal(1, RequestCount);
    }

    [Fact]
    public async Task SecondTab_ShowsTheSameStreamAndCanStopIt()
    {
        var more = new Gate();
        Model.Enqueue(Script.Answer().Token("Shared").Wait(more).Token(" stream").Hang());
        var chat = await OpenChatAsync();
        await chat.AskAsync("For two tabs");
        await Expect(chat.Body).ToHaveTextAsync("Shared");

        var second = new ChatTab(await OpenAsync(chat.Page.Url));
        await Expect(second.Body).ToHaveTextAsync("Shared");
        more.Open();
        await Expect(second.Body).ToHaveTextAsync("Shared stream");
        await Expect(chat.Body).ToHaveTextAsync("Shared stream");
        await second.Stop.ClickAsync();

        await chat.HasStateAsync("Stopped");
        await second.HasStateAsync("Stopped");
        Assert.Equal(1, RequestCount);
    }
}

using Deque.AxeCore.Playwright;
using LatencyPortal.Testing;

namespace LatencyPortal.Browser.Tests.Chat;

/// <summary>One question to several models, each an endpoint of its own.</summary>
public sealed class ComparisonTests(BrowserFixture fixture) : PortalTest(fixture)
{
    private readonly List<ScriptedEndpoint> _models = [];

    [Fact]
    public async Task ThreeModels_StreamSideBySideAndOneGoesOn()
    {
        var chat = await OpenThreeAsync();
        var ends = new Gate[] { new(), new(), new() };
        foreach (var (i, model) in _models.Index())
            model.Enqueue(Script.Answer().Token($"Words of {i}").Wait(ends[i]).Token(", whole.").Finish().Usage(5, 2));

        await CompareAsync(chat, "Who is the fastest?");

        var columns = chat.Page.GetByTestId("comparison-column");
        await Expect(columns).ToHaveCountAsync(3);
        for (var i = 0; i < 3; i++)
            await Expect(columns.Nth(i).Locator(".body")).ToHaveTextAsync($"Words of {i}");
        await AssertBesideAsync(columns);
        var bars = chat.Page.GetByTestId("time-bar");
        await Expect(bars.Locator("[data-phase=tokens]")).ToHaveCountAsync(3);
        await Expect(bars.First).ToContainTextAsync("still writing");

        ends[1].Open();
        await Expect(columns.Nth(1).Locator(".body")).ToHaveTextAsync("Words of 1, whole.");
        await Expect(bars.Nth(1)).ToHaveAttributeAsync("data-ended", "true");
        await Expect(bars.Nth(0)).ToHaveAttributeAsync("data-ended", "false");
        ends[0].Open();
        ends[2].Open();
        await Expect(chat.Page.Locator("[data-testid=time-bar][data-ended=true]")).ToHaveCountAsync(3);
        await Expect(chat.Stop).ToHaveCountAsync(0);

        await chat.Page.ReloadAsync();
        await chat.IsReadyAsync();
        await Expect(columns).ToHaveCountAsync(3);
        await Expect(chat.Page.Locator("[data-testid=time-bar][data-ended=true]")).ToHaveCountAsync(3);
        await columns.Nth(2).GetByTestId("go-on").ClickAsync();

        await Expect(columns).ToHaveCountAsync(0);
        await Expect(chat.Body).ToHaveTextAsync("Words of 2, whole.");
        await Expect(chat.Picker).ToHaveValueAsync("m2/m");
        await Expect(chat.Composer).ToBeFocusedAsync();
        await chat.AskAsync("And now?");
        await chat.HasStateAsync("Complete");
        Assert.Contains("Words of 2, whole.", _models[2].Requests[^1].Body, StringComparison.Ordinal);
        Assert.Single(_models[0].Requests);
    }

    [Fact]
    public async Task Stop_WhileAllAreWriting_StopsAll()
    {
        var chat = await OpenThreeAsync();
        foreach (var model in _models)
            model.Enqueue(Script.Answer().Token("Without end").Hang());
        await CompareAsync(chat, "Never end");
        await Expect(chat.Page.GetByText("Without end", new() { Exact = true })).ToHaveCountAsync(3);

        await chat.Stop.ClickAsync();

        await Expect(chat.Page.Locator("[data-testid=message-assistant][data-state=Stopped]")).ToHaveCountAsync(3);
        foreach (var model in _models)
            await model.Requests[0].ClientLeftAsync(Cancelled);
    }

    [Fact]
    public async Task OneFails_ItSaysWhyAndIsAskedAgainInItsPlace()
    {
        var chat = await OpenThreeAsync();
        _models[1].Enqueue(Script.Error(401, "Incorrect API key provided", code: "invalid_api_key"));
        _models[1].Enqueue(Script.Answer("Now it works."));
        await CompareAsync(chat, "Who fails?");
        var columns = chat.Page.GetByTestId("comparison-column");
        await Expect(columns.Nth(1).GetByTestId("answer-error")).ToContainTextAsync("401");
        await Expect(chat.Send).ToBeVisibleAsync();

        await columns.Nth(1).GetByTestId("retry").ClickAsync();

        await Expect(columns).ToHaveCountAsync(3);
        await Expect(columns.Nth(1).Locator(".body")).ToHaveTextAsync("Now it works.");
    }

    [Fact]
    public async Task NextQuestion_BeforeOneIsChosen_SaysWhatToDo()
    {
        ExpectConsoleError("409");
        var chat = await OpenThreeAsync();
        await CompareAsync(chat, "Choose me");
        await Expect(chat.Send).ToBeVisibleAsync();

        await chat.Composer.FillAsync("Too early");
        await chat.Composer.PressAsync("Enter");

        await Expect(chat.Page.GetByText("Press “Go on with this one” under the one that shall count")).ToBeVisibleAsync();
        await Expect(chat.Composer).ToHaveValueAsync("Too early");
    }

    [Fact]
    public async Task AtPhoneWidth_ColumnsAreSwipedAndThePageFits()
    {
        var chat = await OpenThreeAsync();
        await chat.Page.SetViewportSizeAsync(390, 800);
        await CompareAsync(chat, "Swipe");
        await Expect(chat.Send).ToBeVisibleAsync();
        var columns = chat.Page.GetByTestId("comparison-column");

        await Expect(columns.Nth(2)).Not.ToBeInViewportAsync();
        await columns.Nth(2).ScrollIntoViewIfNeededAsync();

        await Expect(columns.Nth(2)).ToBeInViewportAsync();
        Assert.True(await chat.Page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= document.documentElement.clientWidth"));
        var found = await chat.Page.RunAxe();
        Assert.Empty(found.Violations.Where(violation => violation.Impact is "serious" or "critical").Select(violation => violation.Id));
    }

    private static async Task AssertBesideAsync(ILocator columns)
    {
        var boxes = new List<LocatorBoundingBoxResult>();
        foreach (var column in await columns.AllAsync())
            boxes.Add((await column.BoundingBoxAsync())!);
        Assert.Single(boxes.Select(box => box.Y).Distinct());
        Assert.Equal(boxes.Select(box => box.X).Order(), boxes.Select(box => box.X));
        Assert.Equal(3, boxes.Select(box => box.X).Distinct().Count());
    }

    private async Task<ChatTab> OpenThreeAsync()
    {
        for (var i = 0; i < 3; i++)
            _models.Add(Own(await ScriptedEndpoint.StartAsync()));
        var portal = await StartPortalAsync([.. _models.Select((model, i) => new PortalEndpoint($"m{i}", model.BaseUrl, "m"))]);
        return await OpenChatAsync("m0/m", portal);
    }

    private static async Task CompareAsync(ChatTab chat, string question)
    {
        await chat.Page.GetByTestId("compare").ClickAsync();
        for (var i = 0; i < 3; i++)
            await chat.Page.GetByTestId("compare-models").GetByLabel($"m{i}/m").SetCheckedAsync(true);
        await chat.AskAsync(question);
    }
}

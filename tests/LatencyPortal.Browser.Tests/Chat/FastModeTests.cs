using LatencyPortal.Testing;

namespace LatencyPortal.Browser.Tests.Chat;

/// <summary>The switch that lets a model's fast sibling answer.</summary>
public sealed class FastModeTests(BrowserFixture fixture) : PortalTest(fixture)
{
    [Fact]
    public async Task Fast_IsOfferedWhereThereIsASibling_AndLeavesTheChoice()
    {
        var settings = await OpenAsync("/settings");
        await settings.GetByTestId("fast-model").SelectOptionAsync("scripted/alpha");
        await settings.GetByTestId("fast-sibling").SelectOptionAsync("scripted/beta");
        await settings.GetByTestId("fast-add").ClickAsync();
        await Expect(settings.GetByTestId("fast-pair")).ToContainTextAsync("scripted/alpha answers fast by scripted/beta");

        var chat = await OpenChatAsync();
        await chat.Page.GetByTestId("model-picker").SelectOptionAsync("scripted/beta");
        await Expect(chat.Page.GetByTestId("fast")).ToHaveCountAsync(0);
        await chat.Page.GetByTestId("model-picker").SelectOptionAsync("scripted/alpha");
        await chat.Page.GetByTestId("fast").ClickAsync();
        await Expect(chat.Page.GetByTestId("fast")).ToHaveAttributeAsync("aria-pressed", "true");
        Model.Enqueue(Script.Answer("Soon."));
        await chat.AskAsync("Be quick");
        await chat.HasStateAsync("Complete");

        Assert.Equal("beta", Model.Requests[^1].Json.GetProperty("model").GetString());
        await Expect(chat.LastAnswer.Locator("header")).ToHaveTextAsync("scripted/beta");
        await Expect(chat.Page.GetByTestId("model-picker")).ToHaveValueAsync("scripted/alpha");
        await chat.Page.ReloadAsync();
        await Expect(chat.Page.GetByTestId("model-picker")).ToHaveValueAsync("scripted/alpha");
        await Expect(chat.Page.GetByTestId("fast")).ToHaveAttributeAsync("aria-pressed", "true");

        await settings.GetByRole(AriaRole.Button, new() { Name = "Remove the fast sibling of scripted/alpha" }).ClickAsync();
        await Expect(settings.GetByTestId("fast-pair")).ToHaveCountAsync(0);
        await Expect(chat.Page.GetByTestId("fast")).ToHaveCountAsync(0);
    }
}

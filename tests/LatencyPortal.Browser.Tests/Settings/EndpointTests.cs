using LatencyPortal.Testing;

namespace LatencyPortal.Browser.Tests.Settings;

public sealed class EndpointTests(BrowserFixture fixture) : PortalTest(fixture)
{
    [Fact]
    public async Task Endpoint_IsTestedSavedUsedAndRemoved()
    {
        await using var added = await ScriptedEndpoint.StartAsync();
        added.Models = ["gamma", "delta"];
        added.Fallback = () => Script.Answer("From the added endpoint.");
        var page = await OpenAsync("/settings");

        await page.GetByTestId("add-endpoint").ClickAsync();
        await page.GetByTestId("endpoint-name").FillAsync("added");
        await page.GetByTestId("endpoint-url").FillAsync("nonsense");
        await page.GetByTestId("save-endpoint").ClickAsync();
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("http://");
        await page.GetByTestId("endpoint-url").FillAsync(added.BaseUrl.ToString());
        await page.GetByTestId("endpoint-key").FillAsync("sk-secret-of-the-test");
        await page.GetByTestId("test-endpoint").ClickAsync();
        await Expect(page.GetByTestId("probe")).ToContainTextAsync("gamma");
        await page.GetByTestId("save-endpoint").ClickAsync();
        var entry = page.GetByTestId("endpoint").Filter(new() { HasText = added.BaseUrl.ToString() });
        await Expect(entry).ToContainTextAsync("2 models");
        await entry.GetByRole(AriaRole.Button, new() { Name = "Edit" }).ClickAsync();
        await Expect(page.GetByTestId("endpoint-key")).ToHaveValueAsync("");
        Assert.DoesNotContain("sk-secret-of-the-test", await page.ContentAsync());

        var chat = await OpenChatAsync("added/delta");
        await chat.AskAsync("Who are you?");
        await Expect(chat.Body).ToHaveTextAsync("From the added endpoint.");
        Assert.Equal("Bearer sk-secret-of-the-test", added.Requests[0].Headers["Authorization"]);

        await page.ReloadAsync();
        await entry.GetByRole(AriaRole.Button, new() { Name = "Remove" }).ClickAsync();
        await Expect(page.GetByTestId("confirm-remove")).ToBeFocusedAsync();
        await page.GetByTestId("confirm-remove").ClickAsync();
        await Expect(entry).ToHaveCountAsync(0);
        await chat.Page.GetByTestId("new-chat").ClickAsync();
        await Expect(chat.Answers).ToHaveCountAsync(0);
        await chat.Page.ReloadAsync();
        await Expect(chat.Picker.Locator("option[value='scripted/alpha']")).ToHaveCountAsync(1);
        await Expect(chat.Picker.Locator("option[value^='added/']")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Preset_FillsTheForm_AndTheTestStreamsASentenceWithItsWaterfall()
    {
        await using var endpoint = await ScriptedEndpoint.StartAsync();
        endpoint.Models = ["embed-large", "chat-large", "chat-mini"];
        var more = new Gate();
        endpoint.Enqueue(Script.Answer().Token("Hello").Wait(more).Token(" there.").Finish().Usage(5, 2));
        var page = await OpenAsync("/settings");

        await page.GetByTestId("add-endpoint").ClickAsync();
        await Expect(page.GetByTestId("endpoint-preset")).ToBeFocusedAsync();
        await page.GetByTestId("endpoint-preset").SelectOptionAsync("Anthropic");
        await Expect(page.GetByTestId("endpoint-url")).ToHaveValueAsync("https://api.anthropic.com");
        await page.GetByTestId("endpoint-preset").SelectOptionAsync("vLLM");
        await Expect(page.GetByTestId("endpoint-name")).ToHaveValueAsync("vllm");
        await Expect(page.GetByTestId("endpoint-url")).ToHaveValueAsync("http://127.0.0.1:8000/v1");
        await page.GetByTestId("endpoint-url").FillAsync(endpoint.BaseUrl.ToString());
        await page.GetByTestId("test-endpoint").ClickAsync();

        var trial = page.GetByTestId("probe");
        await Expect(page.GetByTestId("trial-answer")).ToHaveTextAsync("Hello");
        await Expect(page.GetByTestId("test-endpoint")).ToBeDisabledAsync();
        more.Open();
        await Expect(page.GetByTestId("trial-answer")).ToHaveTextAsync("Hello there.");
        await Expect(trial.GetByRole(AriaRole.Status)).ToContainTextAsync("It works");
        foreach (var phase in new[] { "Connect", "List", "Request", "Prefill", "Decode" })
            await Expect(trial.GetByLabel("Phases of the request")).ToContainTextAsync(phase);
        Assert.Equal("chat-mini", endpoint.Requests[0].Json.GetProperty("model").GetString());

        await page.GetByTestId("trial-filter").FillAsync("large");
        await Expect(trial.GetByRole(AriaRole.Button)).ToHaveCountAsync(2);
        endpoint.Enqueue(Script.Error(500, "out of memory"));
        await trial.GetByRole(AriaRole.Button, new() { Name = "Ask chat-large" }).ClickAsync();
        await Expect(trial.GetByRole(AriaRole.Status)).ToContainTextAsync("out of memory");
        Assert.Equal("chat-large", endpoint.Requests[1].Json.GetProperty("model").GetString());

        await page.GetByText("Advanced").ClickAsync();
        await page.GetByTestId("endpoint-name").FillAsync("by-preset");
        await page.GetByTestId("endpoint-region").FillAsync("eu-west");
        await page.GetByTestId("save-endpoint").ClickAsync();
        var fleet = await OpenAsync("/fleet");
        await Expect(fleet.GetByRole(AriaRole.Heading, new() { Name = "eu-west" })).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Remove endpoint by-preset" }).ClickAsync();
        await page.GetByTestId("confirm-remove").ClickAsync();
        await Expect(fleet.GetByRole(AriaRole.Heading, new() { Name = "eu-west" })).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Test_OfAWrongKey_SaysSo()
    {
        await using var locked = await ScriptedEndpoint.StartAsync();
        locked.ModelsScript = Script.Error(401, "Incorrect API key provided");
        var page = await OpenAsync("/settings");

        await page.GetByTestId("add-endpoint").ClickAsync();
        await page.GetByTestId("endpoint-name").FillAsync("locked");
        await page.GetByTestId("endpoint-url").FillAsync(locked.BaseUrl.ToString());
        await page.GetByTestId("endpoint-key").FillAsync("sk-wrong");
        await page.GetByTestId("test-endpoint").ClickAsync();

        await Expect(page.GetByTestId("probe")).ToContainTextAsync("refused the API key (401)");
    }
}

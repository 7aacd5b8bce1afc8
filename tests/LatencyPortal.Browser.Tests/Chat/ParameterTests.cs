using Deque.AxeCore.Playwright;

namespace LatencyPortal.Browser.Tests.Chat;

/// <summary>The sheet with a conversation's parameters.</summary>
public sealed class ParameterTests(BrowserFixture fixture) : PortalTest(fixture)
{
    [Fact]
    public async Task NewChat_PromptAndParametersGoAlongWithTheFirstQuestion()
    {
        var chat = await OpenChatAsync();
        await Expect(Mark(chat)).ToHaveCountAsync(0);
        await OpenSheetAsync(chat);
        await FillAsync(chat, "systemPrompt", "Answer like a pirate.");
        await FillAsync(chat, "temperature", "0,5");
        await FillAsync(chat, "topP", "0.25");
        await FillAsync(chat, "maxTokens", "77");
        await FillAsync(chat, "seed", "42");
        await FillAsync(chat, "stop", "END\nHALT");
        await Field(chat, "reasoningEffort").SelectOptionAsync("low");
        await Expect(Mark(chat)).ToBeVisibleAsync();
        await chat.Page.ReloadAsync();
        await chat.IsReadyAsync();
        await Expect(Mark(chat)).ToBeVisibleAsync(); // what waits for a first question survives a reload

        await chat.Picker.SelectOptionAsync("scripted/alpha");
        await chat.AskAsync("Who are you?");
        await chat.HasStateAsync("Complete");

        var sent = (await RequestAsync()).Json;
        Assert.Equal(["system", "user"], sent.GetProperty("messages").EnumerateArray().Select(message => message.GetProperty("role").GetString()));
        Assert.Contains("Answer like a pirate.", sent.GetProperty("messages")[0].GetProperty("content").ToString(), StringComparison.Ordinal);
        Assert.Equal((0.5, 0.25), (sent.GetProperty("temperature").GetDouble(), sent.GetProperty("top_p").GetDouble()));
        Assert.Equal((77, 42), (sent.GetProperty("max_tokens").GetInt32(), sent.GetProperty("seed").GetInt32()));
        Assert.Equal(["END", "HALT"], sent.GetProperty("stop").EnumerateArray().Select(stop => stop.GetString()));
        Assert.Equal("low", sent.GetProperty("reasoning_effort").GetString());

        // They belong to that conversation; the next one begins without them.
        await Expect(Mark(chat)).ToBeVisibleAsync();
        await chat.Page.GetByTestId("new-chat").ClickAsync();
        await Expect(chat.Questions).ToHaveCountAsync(0);
        await Expect(Mark(chat)).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Conversation_ChangeIsSavedAtOnceAndUndone()
    {
        var chat = await OpenChatAsync();
        await chat.AskAsync("Before");
        await chat.HasStateAsync("Complete");
        await chat.Picker.SelectOptionAsync("scripted/beta");
        await OpenSheetAsync(chat);

        await FillAsync(chat, "systemPrompt", "Be brief.");
        await Expect(Status(chat)).ToHaveTextAsync("Saved.");
        await Expect(Mark(chat)).ToBeVisibleAsync();
        await Expect(chat.Picker).ToHaveValueAsync("scripted/beta"); // what is picked stays picked
        await FillAsync(chat, "temperature", "1.5");
        await Expect(Status(chat)).ToHaveTextAsync("Saved.");
        await chat.Page.GetByTestId("undo-parameters").ClickAsync();
        await Expect(Status(chat)).ToHaveTextAsync("Undone.");
        await Expect(Field(chat, "temperature")).ToHaveValueAsync("");
        await Expect(Field(chat, "systemPrompt")).ToHaveValueAsync("Be brief.");
        await chat.AskAsync("After");
        await chat.HasStateAsync("Complete");

        var sent = (await RequestAsync(2)).Json;
        Assert.Equal("system", sent.GetProperty("messages")[0].GetProperty("role").GetString());
        Assert.False(sent.TryGetProperty("temperature", out _));

        await chat.Page.GetByTestId("reset-parameters").ClickAsync();
        await Expect(Mark(chat)).ToHaveCountAsync(0);
        await Expect(Field(chat, "systemPrompt")).ToHaveValueAsync("");
        await chat.Page.ReloadAsync();
        await chat.IsReadyAsync();
        await OpenSheetAsync(chat);
        await Expect(Field(chat, "systemPrompt")).ToHaveValueAsync("");
    }

    [Fact]
    public async Task WrongValue_IsToldBesideItsFieldAndNotSaved()
    {
        ExpectConsoleError("400");
        var chat = await OpenChatAsync();
        await OpenSheetAsync(chat);

        await FillAsync(chat, "temperature", "3");
        await Expect(chat.Page.Locator("#fault-temperature")).ToHaveTextAsync("Temperature must lie between 0 and 2.");
        await Expect(Field(chat, "temperature")).ToHaveAttributeAsync("aria-invalid", "true");
        await FillAsync(chat, "seed", "4.5");
        await Expect(chat.Page.Locator("#fault-seed")).ToHaveTextAsync("This must be a whole number.");
        await Expect(Mark(chat)).ToHaveCountAsync(0);

        await FillAsync(chat, "seed", "");
        await FillAsync(chat, "temperature", "2");
        await Expect(Status(chat)).ToHaveTextAsync("Saved.");
        await Expect(chat.Page.Locator("#fault-temperature")).ToBeHiddenAsync();
        await Expect(Mark(chat)).ToBeVisibleAsync();
    }

    [Fact]
    public async Task BuiltInModel_HasNoReasoningEffortAndSaysThatItReadsNoPrompt()
    {
        var chat = await OpenChatAsync();
        await OpenSheetAsync(chat);
        await Expect(Field(chat, "reasoningEffort")).ToBeVisibleAsync();

        await chat.Picker.SelectOptionAsync("portal-assistant");

        await Expect(Field(chat, "reasoningEffort")).ToHaveCountAsync(0);
        await Expect(chat.Page.GetByText("reads no system prompt")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task LargeSystemPrompt_IsSavedWhole()
    {
        var prompt = string.Concat(Enumerable.Repeat("All work and no play. ", 4_000));
        var chat = await OpenChatAsync();
        await OpenSheetAsync(chat);
        await FillAsync(chat, "systemPrompt", prompt);
        await Expect(Status(chat)).ToHaveTextAsync("Saved.");

        await chat.AskAsync("Ready?");
        await chat.HasStateAsync("Complete");

        Assert.Contains(prompt.Trim(), (await RequestAsync()).Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(390, ColorScheme.Light)]
    [InlineData(360, ColorScheme.Dark)]
    [InlineData(1200, ColorScheme.Dark)]
    public async Task Sheet_AtAnyWidth_FitsIsAccessibleAndClosesByEscape(int width, ColorScheme scheme)
    {
        var chat = await OpenChatAsync();
        await chat.Page.EmulateMediaAsync(new() { ColorScheme = scheme, ReducedMotion = ReducedMotion.Reduce });
        await chat.Page.SetViewportSizeAsync(width, 740);
        await OpenSheetAsync(chat);

        Assert.True(await chat.Page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= document.documentElement.clientWidth"));
        var found = await chat.Page.RunAxe();
        Assert.Empty(found.Violations.Where(violation => violation.Impact is "serious" or "critical").Select(violation => violation.Id));

        await chat.Page.Keyboard.PressAsync("Escape");
        await Expect(chat.Page.GetByTestId("parameter-sheet")).ToHaveCountAsync(0);
        await Expect(chat.Page.GetByTestId("parameters")).ToBeFocusedAsync();
    }

    private static ILocator Field(ChatTab chat, string name) => chat.Page.Locator($"[data-field={name}]");

    private static ILocator Mark(ChatTab chat) => chat.Page.GetByTestId("parameters-differ");

    private static ILocator Status(ChatTab chat) => chat.Page.GetByTestId("sheet-status");

    private static async Task OpenSheetAsync(ChatTab chat)
    {
        await chat.Page.GetByTestId("parameters").ClickAsync();
        await Expect(chat.Page.GetByRole(AriaRole.Heading, new() { Name = "Parameters of this chat" })).ToBeFocusedAsync();
    }

    /// <summary>Writes and leaves the field, as a user does.</summary>
    private static async Task FillAsync(ChatTab chat, string field, string text)
    {
        await Field(chat, field).FillAsync(text);
        await Field(chat, field).BlurAsync();
    }
}

using LatencyPortal.Testing;
using Microsoft.Data.Sqlite;

namespace LatencyPortal.Browser.Tests.Chat;

public sealed class FaultTests(BrowserFixture fixture) : PortalTest(fixture)
{
    [Fact]
    public async Task WrongKey_ShowsTheReasonAndRetryAnswers()
    {
        Model.Enqueue(Script.Error(401, "Incorrect API key provided", code: "invalid_api_key"));
        Model.Enqueue(Script.Answer("The key is right now."));
        var chat = await OpenChatAsync();

        await chat.AskAsync("With the wrong key");
        await chat.HasStateAsync("Failed");
        await Expect(chat.LastAnswer.GetByTestId("answer-error")).ToContainTextAsync("API key");
        await Expect(chat.LastAnswer.GetByTestId("answer-error")).ToContainTextAsync("401");
        await chat.Retry.ClickAsync();

        await Expect(chat.Body).ToHaveTextAsync("The key is right now.");
        await chat.HasStateAsync("Complete");
        await Expect(chat.Questions).ToHaveCountAsync(1);
        await Expect(chat.Answers).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task UnreachableEndpoint_ShowsTheReasonAndAnotherModelAnswers()
    {
        Model.Enqueue(Script.Answer("Another model answers."));
        var chat = await OpenChatAsync("nowhere/model");

        await chat.AskAsync("Is anybody there?");
        await chat.HasStateAsync("Failed");
        await Expect(chat.LastAnswer.GetByTestId("answer-error")).ToContainTextAsync("nothing listens");
        await chat.LastAnswer.GetByTestId("other-model").ClickAsync();
        await chat.LastAnswer.Locator("[data-with='scripted/alpha']").ClickAsync();

        await Expect(chat.Body).ToHaveTextAsync("Another model answers.");
        await chat.HasStateAsync("Complete");
    }

    [Fact]
    public async Task EndpointDiesInMidStream_KeepsThePartialTextAndOffersRetry()
    {
        var die = new Gate();
        Model.Enqueue(Script.Answer().Token("A partial").Token(" answer").Wait(die).Abort());
        Model.Enqueue(Script.Answer("The whole answer."));
        var chat = await OpenChatAsync();

        await chat.AskAsync("Die on me");
        await Expect(chat.Body).ToHaveTextAsync("A partial answer");
        die.Open();
        await chat.HasStateAsync("Failed");
        await Expect(chat.Body).ToHaveTextAsync("A partial answer");
        await Expect(chat.LastAnswer.GetByTestId("answer-error")).ToContainTextAsync("broke off");
        await chat.Page.ReloadAsync();
        await Expect(chat.Body).ToHaveTextAsync("A partial answer");
        await Expect(chat.LastAnswer.GetByTestId("answer-error")).ToContainTextAsync("broke off");
        await chat.IsReadyAsync();
        await chat.Retry.ClickAsync();

        await Expect(chat.Body).ToHaveTextAsync("The whole answer.");
        await chat.HasStateAsync("Complete");
    }

    [Fact]
    public async Task PortalKilledInMidAnswer_TheTextIsKeptAndMarkedInterrupted()
    {
        ExpectConsoleError("ERR_CONNECTION|WebSocket|Failed to (fetch|start|complete)|disconnected|HttpConnection|not connected|Connection closed");
        await using var model = await ScriptedEndpoint.StartAsync();
        model.Enqueue(Script.Answer().Token("Words that").Token(" survive").Hang());
        model.Enqueue(Script.Answer("Once more, whole."));
        var portal = await StartPortalAsync([new PortalEndpoint("own", model.BaseUrl, "m")]);
        var chat = await OpenChatAsync("own/m", portal);
        await chat.AskAsync("Survive a crash");
        await Expect(chat.Body).ToHaveTextAsync("Words that survive");

        await UntilStoredAsync(portal, "Words that survive");
        await portal.KillAsync();
        await portal.StartAgainAsync();

        // The open page finds the new process by itself.
        await Expect(chat.LastAnswer.GetByTestId("answer-interrupted")).ToBeVisibleAsync(new() { Timeout = 60_000 });
        await Expect(chat.Body).ToHaveTextAsync("Words that survive");
        await chat.IsReadyAsync();
        await chat.Retry.ClickAsync();
        await Expect(chat.Body).ToHaveTextAsync("Once more, whole.");
        await chat.HasStateAsync("Complete");
    }

    [Fact]
    public async Task MissingModelFolder_IsToldAndOtherEndpointsAnswer()
    {
        ExpectPortalError("HelpIndex|LocalModels");
        var portal = await StartPortalAsync([new PortalEndpoint("scripted", Model.BaseUrl, "alpha")], "--model", "/nonexistent/model");

        var chat = await OpenChatAsync("scripted/alpha", portal);
        await Expect(chat.Picker.Locator("option", new() { HasText = "portal-assistant" })).ToHaveAttributeAsync("disabled", "");
        await chat.AskAsync("Do you still work?");
        await chat.HasStateAsync("Complete");
        await Expect(chat.Body).ToHaveTextAsync("Hello from the scripted endpoint.");

        var settings = await OpenAsync("/settings", portal);
        await Expect(settings.GetByRole(AriaRole.Alert)).ToContainTextAsync("portal-assistant cannot be used");
        await Expect(settings.GetByRole(AriaRole.Alert)).ToContainTextAsync("/nonexistent/model");
    }

    /// <summary>Half a second may pass between what a page shows and what the disk holds; a crash before that is not this test.</summary>
    private static async Task UntilStoredAsync(PortalProcess portal, string text)
    {
        await using var database = new SqliteConnection($"Data Source={Path.Combine(portal.Data, "portal.db")};Mode=ReadOnly;Pooling=False");
        await database.OpenAsync(Cancelled);
        await using var command = database.CreateCommand();
        command.CommandText = "SELECT COUNT(*) FROM Messages WHERE Content = $text";
        command.Parameters.AddWithValue("$text", text);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        limit.CancelAfter(TimeSpan.FromSeconds(20));
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while ((long)(await command.ExecuteScalarAsync(limit.Token))! == 0)
            await timer.WaitForNextTickAsync(limit.Token);
    }
}

using System.Text.RegularExpressions;
using LatencyPortal.Testing;

namespace LatencyPortal.Browser.Tests.Chat;

/// <summary>Editing, paging, regenerating and continuing.</summary>
public sealed class TurnTests(BrowserFixture fixture) : PortalTest(fixture)
{
    [Fact]
    public async Task Edit_Question_BranchesAndThePagerTurnsBack()
    {
        Model.Enqueue(Script.Answer("The first answer."));
        Model.Enqueue(Script.Answer("The second answer."));
        var chat = await AskedAsync("The first wording", "The first answer.");

        await chat.Page.GetByTestId("edit").ClickAsync();
        var box = chat.Page.GetByTestId("edit-box");
        await Expect(box).ToBeFocusedAsync();
        await Expect(box).ToHaveValueAsync("The first wording");
        await box.FillAsync("The second wording");
        await box.PressAsync("Enter");

        await Expect(chat.Body).ToHaveTextAsync("The second answer.");
        await Expect(chat.Questions).ToHaveTextAsync("The second wording");
        Assert.Equal(1, (await RequestAsync(2)).Json.GetProperty("messages").GetArrayLength());
        await chat.HasStateAsync("Complete");
        var pager = chat.Page.GetByTestId("pager");
        await Expect(pager).ToHaveTextAsync(new Regex("Version 2/2"));

        await pager.GetByTestId("pager-previous").FocusAsync();
        await chat.Page.Keyboard.PressAsync("Enter");
        await Expect(chat.Questions).ToHaveTextAsync("The first wording");
        await Expect(chat.Body).ToHaveTextAsync("The first answer.");
        await Expect(chat.Page.GetByText("Version 1 of 2 of the question is shown.")).ToBeAttachedAsync();
        // The button that led here cannot be pressed any more; the keyboard goes on with the other one.
        await Expect(pager.GetByTestId("pager-next")).ToBeFocusedAsync();
        await chat.Page.Keyboard.PressAsync("Enter");
        await Expect(chat.Questions).ToHaveTextAsync("The second wording");

        await chat.Page.ReloadAsync();
        await Expect(chat.Questions).ToHaveTextAsync("The second wording");
        await Expect(chat.Page.GetByTestId("pager")).ToHaveTextAsync(new Regex("Version 2/2"));
    }

    [Fact]
    public async Task Edit_Escape_LeavesTheQuestionAsItWas()
    {
        var chat = await AskedAsync("Stay as you are");

        await chat.Composer.PressAsync("ArrowUp");
        await Expect(chat.Page.GetByTestId("edit-box")).ToBeFocusedAsync();
        await chat.Page.GetByTestId("edit-box").FillAsync("Never sent");
        await chat.Page.Keyboard.PressAsync("Escape");

        await Expect(chat.Page.GetByTestId("edit")).ToBeFocusedAsync();
        await Expect(chat.Questions).ToHaveTextAsync("Stay as you are");
        Assert.Equal(1, RequestCount);
    }

    [Fact]
    public async Task Regenerate_TheSameAndAnotherModel_AreVariants()
    {
        Model.Enqueue(Script.Answer("The first try."));
        Model.Enqueue(Script.Answer("The second try."));
        Model.Enqueue(Script.Answer("The third try."));
        var chat = await AskedAsync("Try thrice", "The first try.");

        await chat.LastAnswer.GetByTestId("regenerate").ClickAsync();
        await Expect(chat.Body).ToHaveTextAsync("The second try.");
        await chat.HasStateAsync("Complete");
        await chat.LastAnswer.GetByTestId("other-model").FocusAsync();
        await chat.Page.Keyboard.PressAsync("Enter");
        await chat.LastAnswer.Locator("[data-with='scripted/beta']").ClickAsync();

        await Expect(chat.Body).ToHaveTextAsync("The third try.");
        await Expect(chat.LastAnswer).ToContainTextAsync("scripted/beta");
        await chat.HasStateAsync("Complete");
        Assert.Equal("alpha", (await RequestAsync(2)).Json.GetProperty("model").GetString());
        Assert.Equal("beta", (await RequestAsync(3)).Json.GetProperty("model").GetString());
        await Expect(chat.Answers).ToHaveCountAsync(1);
        await Expect(chat.LastAnswer.GetByTestId("pager")).ToHaveTextAsync(new Regex("Version 3/3"));
        await chat.LastAnswer.GetByTestId("pager-previous").ClickAsync();
        await Expect(chat.Body).ToHaveTextAsync("The second try.");
        await chat.LastAnswer.GetByTestId("pager-previous").ClickAsync();
        await Expect(chat.Body).ToHaveTextAsync("The first try.");
    }

    [Fact]
    public async Task OtherBranch_WhileAnAnswerIsWritten_CanStillStopIt()
    {
        Model.Enqueue(Script.Answer("The first try."));
        Model.Enqueue(Script.Answer().Token("Without end").Hang());
        var chat = await AskedAsync("Try twice", "The first try.");
        await chat.LastAnswer.GetByTestId("regenerate").ClickAsync();
        await Expect(chat.Body).ToHaveTextAsync("Without end");

        await chat.LastAnswer.GetByTestId("pager-previous").ClickAsync();
        await Expect(chat.Body).ToHaveTextAsync("The first try.");
        await chat.Stop.ClickAsync();
        await Expect(chat.Send).ToBeVisibleAsync();
        await chat.LastAnswer.GetByTestId("pager-next").ClickAsync();

        await Expect(chat.Body).ToHaveTextAsync("Without end");
        await chat.HasStateAsync("Stopped");
    }

    [Fact]
    public async Task Continue_CutAnswer_AppendsToTheSameText()
    {
        Model.Enqueue(Script.Answer().Token("One, **tw").Finish("length").Usage(5, 2));
        Model.Enqueue(Script.Answer().Token("o**, three.").Finish().Usage(9, 2));
        var chat = await OpenChatAsync();
        await chat.AskAsync("Count to three");
        await chat.HasStateAsync("Complete");
        await Expect(chat.LastAnswer.GetByTestId("answer-note")).ToContainTextAsync("Press Continue");

        await chat.LastAnswer.GetByTestId("continue").ClickAsync();

        await Expect(chat.Body).ToHaveTextAsync("One, two, three.");
        await Expect(chat.Body.Locator("strong")).ToHaveTextAsync("two");
        await chat.HasStateAsync("Complete");
        await Expect(chat.LastAnswer.GetByTestId("continue")).ToHaveCountAsync(0);
        await Expect(chat.LastAnswer.GetByTestId("answer-note")).ToHaveCountAsync(0);
        var messages = (await RequestAsync(2)).Json.GetProperty("messages");
        Assert.Equal("assistant", messages[1].GetProperty("role").GetString());
        Assert.Contains("One, **tw", messages[1].GetProperty("content").ToString(), StringComparison.Ordinal);
        Assert.Contains("exactly where it stopped", messages[2].GetProperty("content").ToString(), StringComparison.Ordinal);
        await chat.Page.ReloadAsync();
        await Expect(chat.Body).ToHaveTextAsync("One, two, three.");
        await Expect(chat.Page.GetByTestId("pager")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Continue_StoppedAnswer_GoesOn()
    {
        Model.Enqueue(Script.Answer().Token("Half of").Hang());
        Model.Enqueue(Script.Answer().Token(" it all.").Finish().Usage(9, 2));
        var chat = await OpenChatAsync();
        await chat.AskAsync("Everything, please");
        await Expect(chat.Body).ToHaveTextAsync("Half of");
        await chat.Stop.ClickAsync();
        await chat.HasStateAsync("Stopped");

        await chat.LastAnswer.GetByTestId("continue").ClickAsync();

        await Expect(chat.Body).ToHaveTextAsync("Half of it all.");
        await chat.HasStateAsync("Complete");
    }

    [Fact]
    public async Task AtPhoneWidth_EverythingFitsAndTheMenuStaysInTheWindow()
    {
        Model.Enqueue(Script.Answer("The first try."));
        Model.Enqueue(Script.Answer("The second try."));
        var chat = await AskedAsync("Try twice", "The first try.");
        await chat.LastAnswer.GetByTestId("regenerate").ClickAsync();
        await Expect(chat.Body).ToHaveTextAsync("The second try.");
        await chat.HasStateAsync("Complete");

        await chat.Page.SetViewportSizeAsync(390, 800);
        await chat.LastAnswer.GetByTestId("other-model").ClickAsync();
        await Expect(chat.LastAnswer.Locator("[data-with='scripted/beta']")).ToBeInViewportAsync(new() { Ratio = 1 });
        await chat.Page.Keyboard.PressAsync("Escape");
        await Expect(chat.LastAnswer.Locator("[data-with='scripted/beta']")).ToBeHiddenAsync();
        await chat.Page.GetByTestId("edit").ClickAsync();
        await Expect(chat.Page.GetByTestId("edit-save")).ToBeInViewportAsync(new() { Ratio = 1 });

        Assert.True(await chat.Page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= document.documentElement.clientWidth"));
    }

    private async Task<ChatTab> AskedAsync(string question, string? answer = null)
    {
        var chat = await OpenChatAsync();
        await chat.AskAsync(question);
        await chat.HasStateAsync("Complete");
        if (answer is not null)
            await Expect(chat.Body).ToHaveTextAsync(answer);
        return chat;
    }
}

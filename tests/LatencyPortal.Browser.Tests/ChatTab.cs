namespace LatencyPortal.Browser.Tests;

/// <summary>The chat page in one tab, by what a user sees of it.</summary>
public sealed class ChatTab(IPage page)
{
    public IPage Page => page;

    public ILocator Composer => page.GetByTestId("composer");

    public ILocator Send => page.GetByTestId("send");

    public ILocator Stop => page.GetByTestId("stop");

    public ILocator Picker => page.GetByTestId("model-picker");

    public ILocator Questions => page.GetByTestId("message-user");

    /// <summary>All answers, figures and buttons included.</summary>
    public ILocator Answers => page.GetByTestId("message-assistant");

    public ILocator LastAnswer => Answers.Last;

    /// <summary>The text of the last answer alone.</summary>
    public ILocator Body => LastAnswer.Locator(".body");

    public ILocator LatencyLine => LastAnswer.GetByTestId("latency-line");

    /// <summary>The panel that the latency line opens.</summary>
    public ILocator Anatomy => LastAnswer.GetByTestId("anatomy");

    /// <summary>Leads from the panel to the request on the Latency page.</summary>
    public ILocator Trace => LastAnswer.GetByTestId("trace-link");

    public ILocator Retry => page.GetByTestId("retry");

    public ILocator Conversations => page.GetByTestId("conversation");

    /// <summary>The composer takes the focus once the page's module drives it.</summary>
    public Task IsReadyAsync() => Expect(Composer).ToBeFocusedAsync();

    /// <summary>Types a question and sends it.</summary>
    public async Task AskAsync(string question)
    {
        await Composer.FillAsync(question);
        await Composer.PressAsync("Enter");
        await Expect(Questions.Last).ToHaveTextAsync(question);
    }

    /// <summary>Waits until the last answer has ended in this way.</summary>
    public Task HasStateAsync(string state) => Expect(LastAnswer).ToHaveAttributeAsync("data-state", state);
}

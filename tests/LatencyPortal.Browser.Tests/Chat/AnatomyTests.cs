using System.Text.RegularExpressions;
using Deque.AxeCore.Playwright;
using LatencyPortal.Testing;

namespace LatencyPortal.Browser.Tests.Chat;

/// <summary>Where the time of an answer goes, as a reader sees it.</summary>
public sealed class AnatomyTests(BrowserFixture fixture) : PortalTest(fixture)
{
    private static readonly string[] Phases = ["Route", "Queue", "Connect", "Prefill", "First token", "Generation", "Paint"];

    [Fact]
    public async Task Line_WhileTheAnswerRuns_IsLiveAndKeepsItsHeight()
    {
        var (first, end) = (new Gate(), new Gate());
        Model.Enqueue(Script.Answer().SendHeaders().Wait(first).Tokens("One", " two").Wait(end).Token(" three.").Finish().Usage(7, 3));
        var chat = await OpenChatAsync();

        await chat.AskAsync("Slowly");
        await Expect(chat.LatencyLine).ToContainTextAsync(new Regex("Connecting|Waiting for the first token"));
        var before = await HeightAsync(chat.LatencyLine);
        first.Open();
        await Expect(chat.LatencyLine).ToContainTextAsync(new Regex(@"TTFT\s*[\d.]+ m?s"));
        await Expect(chat.LatencyLine).ToContainTextAsync("~2 tokens");
        Assert.Equal(before, await HeightAsync(chat.LatencyLine));
        end.Open();
        await chat.HasStateAsync("Complete");

        await Expect(chat.LatencyLine).ToContainTextAsync("3 tokens");
        await Expect(chat.LatencyLine).Not.ToContainTextAsync("~");
        Assert.Equal(before, await HeightAsync(chat.LatencyLine));
    }

    [Fact]
    public async Task Panel_OpenedByKeyboard_ShowsAllPhases()
    {
        Model.Enqueue(Script.Answer().Tokens("One", " two", " three").Finish().Usage(1100, 3, cached: 400));
        var chat = await OpenChatAsync();
        await chat.AskAsync("Measure me");
        await chat.HasStateAsync("Complete");

        await chat.LatencyLine.FocusAsync();
        await chat.Page.Keyboard.PressAsync("Enter");

        await Expect(chat.LatencyLine).ToHaveAttributeAsync("aria-expanded", "true");
        await Expect(chat.Anatomy.Locator("tbody th")).ToHaveTextAsync(Phases);
        await Expect(chat.Anatomy.Locator("[data-phase='First token'] .time")).ToHaveTextAsync(new Regex("m?s$"));
        await Expect(chat.Anatomy.Locator("[data-phase=Queue] .time")).ToHaveTextAsync("");
        await Expect(chat.Anatomy).ToContainTextAsync("400 of 1,100 tokens from cache");
        await Expect(chat.Trace).ToHaveAttributeAsync("href", new Regex("^/latency/"));
        Assert.Empty((await chat.Page.RunAxe()).Violations.Where(violation => violation.Impact is "serious" or "critical").Select(violation => violation.Id));
        await chat.LatencyLine.PressAsync("Enter");
        await Expect(chat.Anatomy).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Panel_OnAPhone_Fits()
    {
        Model.Enqueue(Script.Answer("A short answer."));
        var chat = await OpenChatAsync();
        await chat.Page.SetViewportSizeAsync(390, 800);
        await chat.AskAsync("Fit");
        await chat.HasStateAsync("Complete");
        await chat.LatencyLine.ClickAsync();
        await Expect(chat.Trace).ToBeVisibleAsync();

        Assert.True(await chat.Page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= document.documentElement.clientWidth"));
    }

    [Fact]
    public async Task Origins_OfTheBuiltInModel_AreTintedAlsoAfterReload()
    {
        var chat = await OpenChatAsync("portal-assistant");
        await chat.AskAsync("What is TTFT?");
        await chat.HasStateAsync("Complete");
        var body = await chat.Body.InnerHTMLAsync();
        await chat.LatencyLine.ClickAsync();
        await chat.Anatomy.GetByTestId("show-origins").CheckAsync();

        await UntilAsync(chat, TintedCharacters + " > 0");
        var tinted = await chat.Page.EvaluateAsync<int>(TintedCharacters);
        Assert.Equal(body, await chat.Body.InnerHTMLAsync());
        await chat.Page.ReloadAsync();
        await chat.LatencyLine.ClickAsync();
        await Expect(chat.Anatomy.GetByTestId("show-origins")).ToBeCheckedAsync();
        await UntilAsync(chat, TintedCharacters + " > 0");

        Assert.Equal(tinted, await chat.Page.EvaluateAsync<int>(TintedCharacters));
        await Expect(chat.Anatomy.Locator("tbody th")).ToHaveTextAsync(Phases);
        await Expect(chat.Anatomy.Locator("[data-phase=Queue] .time")).ToHaveTextAsync(new Regex("m?s$"));
        await chat.Anatomy.GetByTestId("show-origins").UncheckAsync();
        await UntilAsync(chat, TintedCharacters + " === 0");
    }

    [Fact]
    public async Task Stall_IsListedAndMarked_AlsoAfterReload()
    {
        var pause = new Gate();
        Model.Enqueue(Script.Answer().Tokens("Words", " **before**", " the pause").Wait(pause).Tokens(" and", " after.").Finish().Usage(7, 5));
        var chat = await OpenChatAsync();
        await chat.AskAsync("Pause");
        await Expect(chat.Body).ToHaveTextAsync("Words before the pause");
        // The pause itself is what is tested: the endpoint is silent until the browser's clock says so.
        await chat.Page.EvaluateAsync("() => new Promise(done => setTimeout(done, 700))");
        pause.Open();
        await chat.HasStateAsync("Complete");

        await AssertStallAsync(chat);
        await chat.Page.ReloadAsync();
        await AssertStallAsync(chat);
    }

    private const string TintedCharacters =
        "['lp-draft', 'lp-ngram'].reduce((sum, name) => sum + [...(CSS.highlights.get(name) ?? [])].reduce((all, range) => all + range.toString().length, 0), 0)";

    private static async Task AssertStallAsync(ChatTab chat)
    {
        await Expect(chat.LatencyLine).ToContainTextAsync("1 stall");
        await chat.LatencyLine.ClickAsync();
        var stall = chat.Anatomy.GetByTestId("stall");
        await Expect(stall).ToHaveTextAsync(new Regex(@"Stall of [\d.]+ m?s after “…Words \*\*before\*\* the pause”"));
        await UntilAsync(chat, "CSS.highlights.get('lp-stall')?.size === 1");
        Assert.Equal(22, await chat.Page.EvaluateAsync<int>("[...CSS.highlights.get('lp-stall')].map(range => { const before = new Range(); before.selectNodeContents(range.startContainer.parentElement.closest('.body')); before.setEnd(range.startContainer, range.startOffset); return before.toString().trimStart().length; })[0]"));
        await stall.ClickAsync();
    }

    // WaitForFunction evaluates text inside the page, which its content security policy forbids.
    private static async Task UntilAsync(ChatTab chat, string condition) =>
        await chat.Page.EvaluateAsync($"async () => {{ while (!({condition})) await new Promise(done => setTimeout(done, 50)); }}");

    private static async Task<float> HeightAsync(ILocator locator) => (await locator.BoundingBoxAsync())!.Height;
}

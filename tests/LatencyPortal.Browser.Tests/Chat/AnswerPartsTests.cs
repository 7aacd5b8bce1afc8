using LatencyPortal.Testing;

namespace LatencyPortal.Browser.Tests.Chat;

/// <summary>What stands in an answer besides plain text.</summary>
public sealed class AnswerPartsTests(BrowserFixture fixture) : PortalTest(fixture)
{
    [Fact]
    public async Task Code_IsColoured()
    {
        Model.Enqueue(Script.Answer().Token("```csharp\nreturn 42; // c\n```\n\nEnd.").Finish().Usage(5, 9));
        var chat = await OpenChatAsync();
        await chat.AskAsync("Some code");
        await chat.HasStateAsync("Complete");

        await HasColoursAsync(chat.Page);
        Assert.Equal("return 42; // c\n", await chat.Body.Locator("pre > code").EvaluateAsync<string>("code => code.textContent"));
        await chat.Page.ReloadAsync();
        await HasColoursAsync(chat.Page);
    }

    [Fact]
    public async Task Code_InWhichSomethingIsSelected_IsColouredAfterwards()
    {
        var settled = new Gate();
        Model.Enqueue(Script.Answer().Token("```csharp\nreturn 42; // c\n").Wait(settled).Token("```\n\nNext.\n\nEnd.").Finish().Usage(5, 9));
        var chat = await OpenChatAsync();
        await chat.AskAsync("Some code");
        var code = chat.Body.Locator("pre > code");
        await Expect(code).ToContainTextAsync("42");
        await code.EvaluateAsync("code => getSelection().setBaseAndExtent(code.firstChild, 3, code.firstChild, 9)");
        settled.Open();
        await chat.HasStateAsync("Complete");
        await chat.Page.EvaluateAsync("() => new Promise(done => requestIdleCallback(() => requestIdleCallback(done)))");

        Assert.Equal("urn 42", await chat.Page.EvaluateAsync<string>("() => getSelection().toString()"));
        await Expect(chat.Body.Locator("pre span")).ToHaveCountAsync(0);
        await chat.Page.EvaluateAsync("() => getSelection().removeAllRanges()");
        await HasColoursAsync(chat.Page);
    }

    [Fact]
    public async Task Reasoning_IsFoldedAndKept()
    {
        var answer = new Gate();
        Model.Enqueue(Script.Answer().Reasoning("I **weigh** ").Reasoning("it.").Wait(answer).Token("The answer.").Finish().Usage(5, 9));
        var chat = await OpenChatAsync();
        await chat.AskAsync("Think");
        var thoughts = chat.LastAnswer.GetByTestId("thoughts");
        await Expect(thoughts.Locator("summary")).ToHaveTextAsync("Thinking…");
        await Expect(thoughts.GetByText("weigh")).ToBeHiddenAsync();
        await thoughts.Locator("summary").ClickAsync();
        await Expect(thoughts.Locator("strong")).ToHaveTextAsync("weigh");
        answer.Open();
        await chat.HasStateAsync("Complete");

        await Expect(chat.Body).ToHaveTextAsync("The answer.");
        await Expect(thoughts.Locator("summary")).ToContainTextAsync("Thought for");
        await Expect(thoughts.GetByText("weigh")).ToBeVisibleAsync(); // what was opened stays open
        await chat.Page.ReloadAsync();
        await Expect(thoughts.Locator("summary")).ToContainTextAsync("Thought for");
        await Expect(chat.Body).ToHaveTextAsync("The answer.");
    }

    [Fact]
    public async Task ToolCall_IsShownWithItsArguments()
    {
        Model.Enqueue(Script.Answer()
            .Delta("""{"tool_calls":[{"index":0,"id":"c1","type":"function","function":{"name":"look_up","arguments":"{\"word\":\"<b>\"}"}}]}""")
            .Finish("tool_calls").Usage(5, 9));
        var chat = await OpenChatAsync();
        await chat.AskAsync("Use a tool");
        await chat.HasStateAsync("Complete");

        var tool = chat.LastAnswer.GetByTestId("tool-call");
        await Expect(tool.Locator("summary")).ToContainTextAsync("look_up");
        await tool.Locator("summary").ClickAsync();
        await Expect(tool.Locator("pre")).ToContainTextAsync("\"word\"");
    }

    [Fact]
    public async Task Image_IsLoadedOnClickAlone()
    {
        var requests = new List<string>();
        await Context.RouteAsync("https://pictures.example/**", route =>
        {
            lock (requests)
                requests.Add(route.Request.Url);
            return route.FulfillAsync(new() { ContentType = "image/svg+xml", Body = "<svg xmlns='http://www.w3.org/2000/svg' width='8' height='8'/>" });
        });
        Model.Enqueue(Script.Answer().Token("![A cat](https://pictures.example/a/cat.svg?q=1)").Finish().Usage(5, 9));
        var chat = await OpenChatAsync();
        await chat.AskAsync("Show a cat");
        await chat.HasStateAsync("Complete");
        Assert.Empty(requests);

        await chat.Body.GetByRole(AriaRole.Button, new() { Name = "Show image from pictures.example: A cat" }).ClickAsync();

        var image = chat.Body.FrameLocator("iframe").Locator("img");
        await Expect(image).ToHaveJSPropertyAsync("naturalWidth", 8);
        Assert.Equal(["https://pictures.example/a/cat.svg?q=1"], requests);
    }

    [Fact]
    public async Task Stream_IsToldInSentencesOnce()
    {
        var (second, end) = (new Gate(), new Gate());
        Model.Enqueue(Script.Answer().Token("First sentence. Second sen").Wait(second).Token("tence. And a list:\n\n- one\n- two\n\n```py\na\nb\n```\n").Wait(end).Token("\nLast").Finish().Usage(5, 9));
        var chat = await OpenChatAsync();
        var told = chat.Page.Locator("[data-sentences] p");

        await chat.AskAsync("Tell me");
        await Expect(told).ToHaveTextAsync(["First sentence."]);
        second.Open();
        await Expect(told).ToHaveTextAsync(["First sentence.", "Second sentence.", "And a list:", "one", "two"]);
        end.Open();
        await chat.HasStateAsync("Complete");
        await Expect(told).ToHaveTextAsync(["First sentence.", "Second sentence.", "And a list:", "one", "two", "Code, py, 2 lines.", "Last"]);
        await Expect(chat.Page.GetByText("The answer is complete.")).ToHaveCountAsync(1);
    }

    private static async Task HasColoursAsync(IPage page)
    {
        await Expect(page.Locator(".lp-code-keyword")).ToHaveTextAsync("return");
        await Expect(page.Locator(".lp-code-number")).ToHaveTextAsync("42");
        await Expect(page.Locator(".lp-code-comment")).ToHaveTextAsync("// c");
    }
}

using System.Text;
using System.Text.Json;
using Deque.AxeCore.Playwright;
using LatencyPortal.Testing;

namespace LatencyPortal.Browser.Tests.Chat;

/// <summary>Files that are attached to a chat.</summary>
public sealed class AttachmentTests(BrowserFixture fixture) : PortalTest(fixture)
{
    private const string DropOrPaste =
        """
        ([kind, name, text]) => {
          const data = new DataTransfer();
          data.items.add(new File([text], name));
          const event = kind === 'paste'
            ? new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true })
            : new DragEvent(kind, { dataTransfer: data, bubbles: true, cancelable: true });
          document.querySelector('[data-composer]').dispatchEvent(event);
          return event.defaultPrevented;
        }
        """;

    [Fact]
    public async Task AttachAndAsk_TheDocumentComesFirstAndTheNextPromptBeginsAlike()
    {
        var chat = await OpenChatAsync();
        await chat.Composer.FillAsync("What colour?");
        await AttachAsync(chat, ("notes.md", "# Blue\n"), ("code.cs", "class A;\n"));
        await Expect(Documents(chat)).ToHaveCountAsync(2);
        await Expect(Documents(chat).First).ToContainTextAsync("notes.md");
        await Expect(Documents(chat).First).ToContainTextAsync("~2 tokens");
        await Expect(chat.Composer).ToHaveValueAsync("What colour?"); // what was typed goes along

        await chat.Page.ReloadAsync();
        await chat.IsReadyAsync();
        await Expect(Documents(chat)).ToHaveCountAsync(2);
        await Expect(chat.Composer).ToHaveValueAsync("What colour?");
        await Expect(chat.Picker).ToHaveValueAsync("scripted/alpha");
        await chat.Composer.PressAsync("Enter");
        await chat.HasStateAsync("Complete");
        await chat.AskAsync("And what else?");
        await Expect(chat.Answers).ToHaveCountAsync(2);
        await chat.HasStateAsync("Complete");

        var first = (await RequestAsync(1)).Json.GetProperty("messages").EnumerateArray().Select(message => message.GetRawText()).ToList();
        var second = (await RequestAsync(2)).Json.GetProperty("messages").EnumerateArray().Select(message => message.GetRawText()).ToList();
        Assert.Equal(2, first.Count);
        Assert.Matches("^\\{\"role\":\"system\"", first[0]);
        Assert.Contains("<document-1 name=\"notes.md\">\n# Blue\n</document-1>\n\n<document-2 name=\"code.cs\">\nclass A;\n</document-2>", TextOf(first[0]), StringComparison.Ordinal);
        Assert.Equal(first, second.Take(2));
        Assert.Equal(4, second.Count);
        await Expect(chat.Page.GetByRole(AriaRole.Heading, new() { Name = "What colour?" })).ToBeVisibleAsync();
    }

    [Theory]
    [InlineData("drop")]
    [InlineData("paste")]
    public async Task DropOrPaste_AFile_IsAttached(string kind)
    {
        var chat = await OpenChatAsync();
        if (kind == "drop")
        {
            await chat.Page.EvaluateAsync(DropOrPaste, new[] { "dragover", "a.txt", "A" });
            await Expect(chat.Page.GetByText("Drop files here")).ToBeVisibleAsync();
        }

        Assert.True(await chat.Page.EvaluateAsync<bool>(DropOrPaste, new[] { kind, "a.txt", "A" }));

        await Expect(Documents(chat)).ToHaveCountAsync(1);
        await Expect(chat.Page.GetByText("Drop files here")).ToBeHiddenAsync();
        await Expect(chat.Page.Locator("[data-attach-status]")).ToHaveTextAsync("a.txt is attached.");
    }

    [Fact]
    public async Task Remove_ByKeyboard_IsUndoneByKeyboard()
    {
        var chat = await OpenChatAsync();
        await AttachAsync(chat, ("a.txt", "A"), ("b.txt", "B"));
        await Expect(Documents(chat)).ToHaveCountAsync(2);
        var remove = chat.Page.GetByRole(AriaRole.Button, new() { Name = "Remove a.txt" });
        await Expect(remove).ToHaveAttributeAsync("title", new System.Text.RegularExpressions.Regex("Prompts then begin otherwise"));

        await remove.FocusAsync();
        await chat.Page.Keyboard.PressAsync("Enter");
        await Expect(Documents(chat)).ToHaveCountAsync(1);
        await Expect(chat.Page.GetByTestId("undo-attachment")).ToBeFocusedAsync();
        await chat.Page.Keyboard.PressAsync("Enter");

        await Expect(Documents(chat)).ToHaveCountAsync(2);
        await Expect(Documents(chat).First).ToContainTextAsync("a.txt");
        await Expect(chat.Page.GetByRole(AriaRole.Button, new() { Name = "Show the text of a.txt" })).ToBeFocusedAsync();
        await Expect(chat.Page.GetByTestId("attachment-removed")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task View_ShowsTheTextAndEscapeStopsNoAnswer()
    {
        var text = "<b>not bold</b>\n" + string.Concat(Enumerable.Repeat("0123456789\n", 10_000));
        Model.Enqueue(Script.Answer().Token("Begun").Hang());
        var chat = await OpenChatAsync();
        await AttachAsync(chat, ("long.txt", text));
        await Expect(Documents(chat)).ToHaveCountAsync(1);
        await chat.AskAsync("What?");
        await Expect(chat.Body).ToHaveTextAsync("Begun");
        var view = chat.Page.GetByTestId("document-view");

        await chat.Page.GetByTestId("open-attachment").ClickAsync();
        await Expect(view).ToBeVisibleAsync();
        await Expect(view.Locator("pre")).ToContainTextAsync("<b>not bold</b>");
        Assert.Equal(100_000, await view.Locator("pre").EvaluateAsync<int>("box => box.textContent.length"));
        await view.GetByText("Show more").ClickAsync();
        Assert.Equal(text, await view.Locator("pre").EvaluateAsync<string>("box => box.textContent"));
        await Expect(view.Locator("pre")).ToBeFocusedAsync();
        await chat.Page.Keyboard.PressAsync("Escape");

        await Expect(view).ToBeHiddenAsync();
        await Expect(chat.Page.GetByTestId("open-attachment")).ToBeFocusedAsync();
        await Expect(chat.Stop).ToBeVisibleAsync();
        await chat.HasStateAsync("Streaming");
        await chat.Stop.ClickAsync();
        await chat.HasStateAsync("Stopped");
    }

    [Fact]
    public async Task RefusedFiles_SayWhyAndGoWithTheirChat()
    {
        ExpectConsoleError("422");
        var chat = await OpenChatAsync();
        await chat.Page.GetByTestId("attach-input").SetInputFilesAsync(
        [
            new FilePayload { Name = "picture.png", MimeType = "image/png", Buffer = [0x89, (byte)'P', (byte)'N', (byte)'G'] },
            new FilePayload { Name = "huge.txt", MimeType = "text/plain", Buffer = new byte[(20 << 20) + 1] },
        ]);

        await Expect(Uploads(chat).First).ToContainTextAsync("“picture.png” was not attached. Images cannot be attached");
        await Expect(Uploads(chat).Last).ToContainTextAsync("larger than 20 MB");
        await Expect(Uploads(chat).First.GetByRole(AriaRole.Alert)).ToBeVisibleAsync();
        await Expect(Documents(chat)).ToHaveCountAsync(0);
        await chat.Page.GetByRole(AriaRole.Button, new() { Name = "Dismiss the message about picture.png" }).ClickAsync();
        await Expect(Uploads(chat)).ToHaveCountAsync(1);
        await Expect(chat.Composer).ToBeFocusedAsync();

        await chat.AskAsync("Hello");
        await chat.HasStateAsync("Complete");
        await Expect(Uploads(chat)).ToHaveCountAsync(1);
        await chat.Page.GetByTestId("new-chat").ClickAsync();
        await Expect(chat.Questions).ToHaveCountAsync(0);
        await Expect(Uploads(chat)).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task LostConnection_TheFileIsKeptAndTriedAgain()
    {
        ExpectConsoleError("ERR_FAILED");
        var chat = await OpenChatAsync();
        await chat.Page.RouteAsync("**/chat-api/attachments", route => route.AbortAsync(), new() { Times = 1 });
        await AttachAsync(chat, ("a.txt", "A"));
        await Expect(Uploads(chat)).ToContainTextAsync("cannot be reached");

        await Uploads(chat).GetByRole(AriaRole.Button, new() { Name = "Try again" }).ClickAsync();

        await Expect(Documents(chat)).ToHaveCountAsync(1);
        await Expect(Uploads(chat)).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task QuestionSentTooEarly_WaitsForItsDocument()
    {
        var sent = new Gate();
        var chat = await OpenChatAsync();
        await chat.Page.RouteAsync("**/chat-api/attachments", async route =>
        {
            await sent.PassAsync(Cancelled);
            await route.ContinueAsync();
        });
        await AttachAsync(chat, ("a.txt", "The text"));
        await sent.ReachedAsync(Cancelled);
        await Expect(Uploads(chat).GetByRole(AriaRole.Progressbar)).ToBeVisibleAsync();

        await chat.Composer.FillAsync("What?");
        await chat.Composer.PressAsync("Enter");
        sent.Open();
        await chat.HasStateAsync("Complete");

        Assert.Contains("The text", (await RequestAsync()).Body, StringComparison.Ordinal);
        await Expect(chat.Composer).ToHaveValueAsync("");
        await Expect(chat.Questions).ToHaveTextAsync("What?");
    }

    [Fact]
    public async Task DocumentsAboveTheContext_NothingIsSentAndNothingLost()
    {
        ExpectConsoleError("422");
        var portal = await StartPortalAsync(
            [], "--LatencyPortal:LocalModels:0:Name", "second", "--LatencyPortal:LocalModels:0:Folder", Paths.BuiltInModel);
        var chat = await OpenChatAsync("second", portal);
        await AttachAsync(chat, ("large.txt", string.Concat(Enumerable.Repeat("latency 42 ", 2_000))));
        await Expect(chat.Page.GetByTestId("attachment-note")).ToContainTextAsync("may be too many: second holds 1,024");

        await chat.Composer.FillAsync("What?");
        await chat.Composer.PressAsync("Enter");

        await Expect(chat.Page.Locator("[data-send-error]")).ToContainTextAsync("“large.txt” and your question make");
        await Expect(chat.Composer).ToHaveValueAsync("What?");
        await Expect(chat.Questions).ToHaveCountAsync(0);
        await Expect(Documents(chat)).ToHaveCountAsync(1);
        await chat.Picker.SelectOptionAsync("portal-assistant");
        await Expect(chat.Page.GetByTestId("attachment-note")).ToContainTextAsync("does not read attached files");
    }

    [Theory]
    [InlineData(360, ColorScheme.Light)]
    [InlineData(360, ColorScheme.Dark)]
    [InlineData(1200, ColorScheme.Dark)]
    public async Task Documents_AtAnyWidth_FitAndAreAccessible(int width, ColorScheme scheme)
    {
        ExpectConsoleError("422");
        var chat = await OpenChatAsync();
        await chat.Page.EmulateMediaAsync(new() { ColorScheme = scheme, ReducedMotion = ReducedMotion.Reduce });
        await chat.Page.SetViewportSizeAsync(width, 740);
        await AttachAsync(chat, ("a name that is far too long for any phone that I have seen.txt", "A\n"), ("b.md", "B\n"), ("binary.bin", "\0"));
        await Expect(Documents(chat)).ToHaveCountAsync(2);
        await Expect(Uploads(chat)).ToHaveCountAsync(1);

        await FitsAndIsAccessibleAsync(chat.Page);
        await chat.Page.GetByTestId("remove-attachment").Last.ClickAsync();
        await Expect(chat.Page.GetByTestId("undo-attachment")).ToBeVisibleAsync();
        await chat.Page.GetByTestId("open-attachment").ClickAsync();
        await Expect(chat.Page.GetByTestId("document-view").Locator("pre")).ToHaveTextAsync("A\n");
        await FitsAndIsAccessibleAsync(chat.Page);
    }

    private static async Task FitsAndIsAccessibleAsync(IPage page)
    {
        Assert.True(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= document.documentElement.clientWidth"));
        var found = await page.RunAxe();
        Assert.Empty(found.Violations.Where(violation => violation.Impact is "serious" or "critical").Select(violation => violation.Id));
    }

    private static ILocator Documents(ChatTab chat) => chat.Page.GetByTestId("attachment");

    private static ILocator Uploads(ChatTab chat) => chat.Page.GetByTestId("upload");

    private static Task AttachAsync(ChatTab chat, params (string Name, string Text)[] files) =>
        chat.Page.GetByTestId("attach-input").SetInputFilesAsync(
            files.Select(file => new FilePayload { Name = file.Name, MimeType = "text/plain", Buffer = Encoding.UTF8.GetBytes(file.Text) }));

    private static string TextOf(string message)
    {
        var content = JsonSerializer.Deserialize<JsonElement>(message).GetProperty("content");
        return (content.ValueKind == JsonValueKind.Array ? content[0].GetProperty("text") : content).GetString()!;
    }
}

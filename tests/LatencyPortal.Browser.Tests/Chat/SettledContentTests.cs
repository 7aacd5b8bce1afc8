using LatencyPortal.Testing;

namespace LatencyPortal.Browser.Tests.Chat;

/// <summary>What a reader does in the part of an answer that is there, while the rest arrives.</summary>
public sealed class SettledContentTests(BrowserFixture fixture) : PortalTest(fixture)
{
    private const string Early = "First some words to select.\n\n```cs\n// a line of code that is much longer than the page is wide, so that it has to be scrolled "
        + "sideways to be read, and then goes on and on and on until nobody wants to read it any more, and then a little further still\n```\n\n";

    [Fact]
    public async Task SelectionFocusAndInnerScroll_SurviveToTheEnd()
    {
        var (more, end) = (new Gate(), new Gate());
        Model.Enqueue(Script.Answer().Token(Early).Token("See [this][late] in an open paragraph with words that ").Wait(more)
            .Tokens(Rest()).Wait(end).Token("\n\n[late]: https://example.org\n\nThe end.").Finish().Usage(5, 300));
        var chat = await OpenChatAsync();
        await chat.AskAsync("Let me select");
        await Expect(chat.Body).ToContainTextAsync("with words that");

        await chat.Body.EvaluateAsync("""
            body => {
              const pre = body.querySelector('pre');
              pre.focus();
              pre.scrollLeft = 100;
              const open = body.lastElementChild.lastChild;
              getSelection().setBaseAndExtent(body.querySelector('p').firstChild, 6, open, open.data.indexOf('paragraph'));
            }
            """);
        var selected = await chat.Page.EvaluateAsync<string>("() => getSelection().toString()");
        Assert.StartsWith("some words to select.", selected, StringComparison.Ordinal);
        Assert.EndsWith("in an open", selected.TrimEnd(), StringComparison.Ordinal);
        more.Open();
        await Expect(chat.Body).ToContainTextAsync("Row 39");
        await IsKeptAsync();
        // A definition that comes late replaces the block that uses it: what is selected elsewhere stays selected.
        await chat.Body.EvaluateAsync("body => getSelection().selectAllChildren(body.querySelector('p'))");
        selected = "First some words to select.";
        end.Open();
        await chat.HasStateAsync("Complete");
        await Expect(chat.Body.Locator("a[href='https://example.org']")).ToHaveTextAsync("this");
        await IsKeptAsync();

        async Task IsKeptAsync()
        {
            Assert.Equal(selected, await chat.Page.EvaluateAsync<string>("() => getSelection().toString()"));
            Assert.Equal(100, await chat.Body.Locator("pre").First.EvaluateAsync<int>("pre => document.activeElement === pre ? pre.scrollLeft : -1"));
        }
    }

    [Fact]
    public async Task Stream_NeverShiftsWhatHasSettled()
    {
        var (shown, gates) = (0, new List<Gate>());
        var script = Script.Answer().Token(Early);
        foreach (var piece in Rest())
        {
            gates.Add(new Gate());
            script.Wait(gates[^1]).Token(piece);
        }

        Model.Enqueue(script.Finish().Usage(5, gates.Count));
        var chat = await OpenChatAsync();
        await chat.Page.EvaluateAsync(LayoutShifts.Watch);
        await chat.AskAsync("Stand still");
        await Expect(chat.Body.Locator("pre")).ToBeVisibleAsync();
        foreach (var gate in gates)
        {
            // Some frames get one piece, some get several.
            gate.Open();
            if (shown++ % 3 == 0)
                await chat.Page.EvaluateAsync("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))");
        }

        await chat.HasStateAsync("Complete");

        Assert.Empty(await chat.Page.EvaluateAsync<string[]>("() => window.shifts"));
        // A shift would have been seen.
        await chat.Body.EvaluateAsync("""
            async body => {
              const frame = () => new Promise(requestAnimationFrame);
              body.closest('[data-messages]').scrollTop = 0;
              await frame();
              await frame();
              Object.assign(body.querySelector('pre').style, { position: 'relative', top: '60px' });
            }
            """);
        await chat.Page.WaitForFunctionAsync("() => window.shifts.length > 0");
    }

    /// <summary>Every kind of block, in small pieces.</summary>
    private static string[] Rest()
    {
        var text = "never end.\n\n" + string.Concat(Enumerable.Range(0, 4).Select(i =>
            $"## Part {i}\n\nWords with **strong ones**, `code`, $x^2$ and [a link](https://example.org/{i}).\n\n- one\n- two\n  - inner\n\n1. first\n\n2. second with room\n\n"
            + $"```py\nfor i in range({i}):\n    print(i)  # and so on\n```\n\n> quoted\n> words\n\n$$\na^2 + b^2\n$$\n\n"
            + string.Concat(Enumerable.Range(i * 10, 10).Select(row => row % 10 == 0 ? $"| a | b |\n|---|---|\n| Row {row} | x |\n" : $"| Row {row} | {new string('y', row)} |\n")) + "\n"));
        return [.. text.Chunk(9).Select(piece => new string(piece))];
    }
}

using System.Text.RegularExpressions;

namespace LatencyPortal.Browser.Tests.Prompts;

/// <summary>Two tabs that type into one segment at the same time.</summary>
public sealed class TwoTabsTests(BrowserFixture fixture) : PortalTest(fixture)
{
    [Fact]
    public async Task Changes_AtOtherPlaces_BothStand_AndTheCaretStays()
    {
        var (mine, other) = await OpenTwiceAsync();

        await TypeMeanwhileAsync(mine, "Control+End", " Mine.", other, "Control+Home", "Theirs. ");

        foreach (var page in (IPage[])[mine, other])
            await Expect(Text(page)).ToHaveValueAsync("Theirs. You are a helpful assistant. Mine.");
        await Expect(mine.GetByTestId("merge-note")).ToBeHiddenAsync();
        Assert.Equal("Theirs. You are a helpful assistant. Mine.".Length, await Text(mine).EvaluateAsync<int>("box => box.selectionStart"));
        Assert.Equal("Theirs. ".Length, await Text(other).EvaluateAsync<int>("box => box.selectionStart"));
    }

    [Fact]
    public async Task Insertions_AtOnePlace_BothStand()
    {
        var (mine, other) = await OpenTwiceAsync();

        await TypeMeanwhileAsync(mine, "Control+End", " Mine.", other, "Control+End", " Theirs.");

        foreach (var page in (IPage[])[mine, other])
            await Expect(Text(page)).ToHaveValueAsync("You are a helpful assistant. Mine. Theirs.");
        await Expect(mine.GetByTestId("merge-note")).ToBeHiddenAsync();
        Assert.Equal("You are a helpful assistant. Mine.".Length, await Text(mine).EvaluateAsync<int>("box => box.selectionStart"));
    }

    [Fact]
    public async Task Changes_OfOnePlace_OwnTextStands_AndUndoBringsTheOtherBack()
    {
        var (mine, other) = await OpenTwiceAsync();

        await TypeMeanwhileAsync(mine, "Control+A", "Be kind.", other, "Control+A", "Be exact.");

        await Expect(mine.GetByTestId("merge-note")).ToContainTextAsync("Text of system: another tab changed the same place");
        foreach (var page in (IPage[])[mine, other])
            await Expect(Text(page)).ToHaveValueAsync("Be kind.");
        await mine.GetByRole(AriaRole.Button, new() { Name = "Close" }).ClickAsync();
        await Expect(mine.GetByTestId("merge-note")).ToBeHiddenAsync();
        await mine.GetByTestId("undo").ClickAsync();
        foreach (var page in (IPage[])[mine, other])
            await Expect(Text(page)).ToHaveValueAsync("Be exact.");
    }

    /// <summary>Types into one tab, and into the other while what was typed first is still on its way.</summary>
    private static async Task TypeMeanwhileAsync(IPage mine, string mineFrom, string typed, IPage other, string otherFrom, string typedThere)
    {
        var (sent, goOn) = (new TaskCompletionSource(), new TaskCompletionSource());
        await mine.RouteAsync("**/fields", async route =>
        {
            sent.TrySetResult();
            await goOn.Task;
            await route.ContinueAsync();
        });
        await Text(mine).PressAsync(mineFrom);
        await mine.Keyboard.InsertTextAsync(typed);
        await sent.Task.WaitAsync(Cancelled);
        await Text(other).PressAsync(otherFrom);
        await other.Keyboard.InsertTextAsync(typedThere);
        await Expect(other.GetByTestId("saving")).ToHaveTextAsync("Saved");
        goOn.SetResult();
        await Expect(mine.GetByTestId("saving")).ToHaveTextAsync("Saved");
    }

    private async Task<(IPage Mine, IPage Other)> OpenTwiceAsync()
    {
        var portal = await StartPortalAsync([]);
        var mine = await OpenAsync("/prompts", portal);
        await mine.GetByTestId("new-name").FillAsync("shared");
        await mine.GetByTestId("new-template").ClickAsync();
        await Expect(Text(mine)).ToHaveValueAsync(new Regex("^You are"));
        var other = await OpenAsync("/prompts/shared", portal);
        await Expect(Text(other)).ToHaveValueAsync(new Regex("^You are"));
        await Expect(Text(other)).ToBeEnabledAsync();
        return (mine, other);
    }

    private static ILocator Text(IPage page) => page.GetByTestId("segment-text").First;
}

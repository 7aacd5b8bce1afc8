using LatencyPortal.Controls.Formulas;
using LatencyPortal.Testing;

namespace LatencyPortal.Browser.Tests.Chat;

/// <summary>Formulas in answers.</summary>
public sealed class FormulaTests(BrowserFixture fixture) : PortalTest(fixture)
{
    private const string Text = "The energy $E = mc^2$ and\n\n$$\\int_0^1 \\frac{x^2}{\\sqrt{1 + x}}\\,dx$$\n\nand $\\nonsense{$ end.";

    [Fact]
    public async Task Formula_IsDrawnWhileItArrivesAsAfterAReload()
    {
        var script = Script.Answer();
        foreach (var piece in Text.Chunk(3))
            script.Token(new string(piece));
        Model.Enqueue(script.Finish().Usage(5, 9));
        var chat = await OpenChatAsync();
        await chat.AskAsync("A formula");
        await chat.HasStateAsync("Complete");

        await Expect(chat.Body.Locator("math")).ToHaveCountAsync(2);
        Assert.Equal("http://www.w3.org/1998/Math/MathML", await chat.Body.Locator("mfrac").EvaluateAsync<string>("fraction => fraction.namespaceURI"));
        var fraction = await chat.Body.Locator("mfrac").BoundingBoxAsync();
        Assert.True(fraction!.Height > 25, $"A fraction of {fraction.Height} px is not set as one.");
        await Expect(chat.Body.Locator("code.lp-tex")).ToHaveTextAsync("\\nonsense{");
        var streamed = await HtmlAsync(chat);
        await chat.Page.ReloadAsync();
        await Expect(chat.Body.Locator("math")).ToHaveCountAsync(2);
        Assert.Equal(streamed, await HtmlAsync(chat));
    }

    [Fact]
    public async Task Module_DrawsEveryElementAndAttributeOfFormulas()
    {
        var chat = await OpenChatAsync();
        var path = new Uri(new Uri(chat.Page.Url), "/Chat/AnswerView.razor.js").ToString();

        var unknown = await chat.Page.EvaluateAsync<string[]>(
            """
            async ([path, tags, attributes]) => {
              const { apply } = await import(path);
              const fails = node => {
                const body = document.createElement('div');
                document.body.append(body);
                try { apply(body, 1, [[0, 0, -1, node]]); return body.firstChild.namespaceURI !== 'http://www.w3.org/1998/Math/MathML'; }
                catch { return true; }
                finally { body.remove(); }
              };
              return [...tags.filter(tag => fails([tag, null])), ...attributes.filter(name => fails(['mrow', { [name]: 'x' }]))];
            }
            """,
            new object[] { path, MathVocabulary.Tags.ToArray(), MathVocabulary.Attributes.ToArray() });

        Assert.Empty(unknown);
    }

    // Blazor puts comments where it draws text as elements.
    private static async Task<string> HtmlAsync(ChatTab chat) => (await chat.Body.InnerHTMLAsync()).Replace("<!--!-->", "", StringComparison.Ordinal);
}

using System.Text;
using LatencyPortal.Chat.Streaming;
using LatencyPortal.Controls.Markdown;
using LatencyPortal.Testing;

namespace LatencyPortal.Browser.Tests.Chat;

/// <summary>Hostile texts in the real browser: as they stream, as a page that is drawn at once, and in a chat.</summary>
public sealed class HostileTextTests(BrowserFixture fixture) : PortalTest(fixture)
{
    private const string Stream = """
        async batches => {
          const { apply } = await import('/Chat/AnswerView.razor.js');
          const body = document.createElement('div');
          body.className = 'lp-md';
          document.body.append(body);
          const found = [];
          let painted;
          for (const [i, changes] of batches.entries()) {
            painted = apply(body, i + 1, JSON.parse(changes));
            for (const what of inspect(body)) found.push(`${what} after ${i + 1} characters`);
          }
          await painted;
          body.remove();
          return found;
        }
        """;

    [Fact]
    public void Corpus_IsLargeAndWithoutDoubles()
    {
        Assert.InRange(HostileText.All.Count, 150, 1_000);
        Assert.Equal(HostileText.All.Count, HostileText.All.DistinctBy(hostile => hostile.Text).Count());
    }

    [Fact]
    public async Task Stream_EveryPrefix_DoesNothing()
    {
        var hostile = await HostilePage.OpenAsync(Context, new Uri(Portal.Address, "/settings"));
        var breaches = new List<string>();
        foreach (var (kind, text) in HostileText.All)
        {
            var found = await hostile.Page.EvaluateAsync<string[]>(Stream, BatchesOf(text));
            breaches.AddRange(found.Select(what => $"{kind}: {what} of {text}"));
        }

        breaches.AddRange(await hostile.BreachesAsync());
        Assert.True(breaches.Count == 0, string.Join('\n', breaches));
    }

    /// <summary>Without a policy in the way, so that nothing but the rendering protects.</summary>
    [Fact]
    public async Task Page_EveryPrefix_DoesNothing()
    {
        var hostile = await HostilePage.OpenAsync(Context, address: null);
        var breaches = new List<string>();
        foreach (var (kind, text) in HostileText.All)
        {
            var html = new StringBuilder();
            for (var length = 1; length <= text.Length; length++)
                html.Append("<section>").Append(SafeMarkdown.ToHtml(text[..length])).Append("</section>");
            await hostile.Page.SetContentAsync($"<!DOCTYPE html><main>{html}</main>");
            // A tag that broke out would have closed the sections too early.
            var found = await hostile.Page.EvaluateAsync<string[]>("""
                count => {
                  const sections = document.querySelectorAll('body > main > section');
                  const found = sections.length === count && document.querySelectorAll('section').length === count ? [] : ['its element was left'];
                  return [...found, ...[...sections].flatMap(section => inspect(section)), ...window.breaches.splice(0)];
                }
                """, text.Length);
            breaches.AddRange(found.Select(what => $"{kind}: {what} of {text}"));
        }

        breaches.AddRange(await hostile.BreachesAsync());
        Assert.True(breaches.Count == 0, string.Join('\n', breaches));
    }

    [Fact]
    public async Task Chat_WholeCorpusInOneAnswer_DoesNothing()
    {
        // What opens a fence and leaves it open would make code of all that follows.
        var all = string.Concat(HostileText.All.Select(hostile => hostile.Text + (hostile.Text.Split("```").Length % 2 == 0 ? "\n```\n\n" : "\n\n"))) + "Harmless end.";
        var script = Script.Answer();
        foreach (var piece in all.Chunk(23))
            script.Token(new string(piece));
        Model.Enqueue(script.Finish().Usage(5, 400));
        var hostile = await HostilePage.OpenAsync(Context, Portal.Address);
        var chat = new ChatTab(hostile.Page);
        await chat.IsReadyAsync();
        await chat.Picker.SelectOptionAsync("scripted/alpha");

        await chat.AskAsync("Everything at once");
        await chat.HasStateAsync("Complete");
        await IsHarmlessAsync();
        await chat.Page.ReloadAsync();
        await chat.HasStateAsync("Complete");
        await IsHarmlessAsync();

        async Task IsHarmlessAsync()
        {
            await Expect(chat.Body).ToContainTextAsync("Harmless end.");
            Assert.Empty(await chat.Body.EvaluateAsync<string[]>("body => inspect(body)"));
            Assert.Empty(await hostile.BreachesAsync());
        }
    }

    private static string[] BatchesOf(string text)
    {
        var (markdown, batches) = (new MarkdownStream(), new List<string>());
        foreach (var character in text)
        {
            markdown.Append([character]);
            batches.Add(Encoding.UTF8.GetString(markdown.Flush().Json.Span));
        }

        batches.Add(Encoding.UTF8.GetString(markdown.Complete().Json.Span));
        return [.. batches];
    }
}

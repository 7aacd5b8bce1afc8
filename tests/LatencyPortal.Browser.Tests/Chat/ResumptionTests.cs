using System.Diagnostics;
using System.Text.RegularExpressions;

namespace LatencyPortal.Browser.Tests.Chat;

/// <summary>Answers that are interrupted again and again on their way to the reader.</summary>
public sealed class ResumptionTests(BrowserFixture fixture) : PortalTest(fixture)
{
    private const int Events = 200;
    private const int EventsPerAnswer = 50;

    /// <summary>The text of the last answer without the heads of code and white space.</summary>
    private const string Reads = """
        expected => {
          const body = [...document.querySelectorAll('[data-testid=message-assistant] .body')].at(-1)?.cloneNode(true);
          body?.querySelectorAll('.lp-code-head').forEach(head => head.remove());
          window.read = body?.textContent.replace(/\s/g, '');
          return window.read === expected;
        }
        """;

    private readonly Random _random = new(20260729);
    private readonly List<ChatTab> _tabs = [];
    private readonly Dictionary<string, int> _happened = [];
    private TcpProxy _network = null!;
    private LongAnswer _answer = null!;
    private string _address = "";

    [Fact]
    public async Task RandomReloadsCutsOutagesAndTabs_TextIsTheLogEveryTime()
    {
        ExpectConsoleError("ERR_|Cannot send data|WebSocket|Failed to (fetch|start|complete|load|deliver)|disconnected|HttpConnection|not connected|Connection (closed|disconnected)|reconnect");
        _network = Own(new TcpProxy(Portal.Address));
        var begun = Stopwatch.GetTimestamp();
        var first = new ChatTab(await Context.NewPageAsync());
        _tabs.Add(first);
        await first.Page.GotoAsync(_network.Address.ToString());
        await first.IsReadyAsync();
        await first.Picker.SelectOptionAsync("scripted/alpha");
        for (var done = 0; done < Events; done += EventsPerAnswer)
            await InterruptOneAnswerAsync(first);

        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{string.Join(", ", _happened.Select(kind => $"{kind.Value} {kind.Key}"))} in {Stopwatch.GetElapsedTime(begun).TotalSeconds:F0} s");
        Assert.Equal(Events, _happened.Values.Sum());
    }

    private async Task InterruptOneAnswerAsync(ChatTab first)
    {
        _answer = new LongAnswer(6 * EventsPerAnswer);
        Model.Enqueue(_answer.Script);
        await first.AskAsync($"Question {_happened.Values.Sum()}");
        _answer.Send(3);
        await ReadAsync();
        await Expect(first.Page).ToHaveURLAsync(new Regex("/chat/"));
        _address = first.Page.Url;
        for (var i = 0; i < EventsPerAnswer; i++)
        {
            _answer.Send(_random.Next(3));
            await InterruptAsync();
            _answer.Send(_random.Next(3));
            await ReadAsync();
        }

        _answer.Send(_answer.Count);
        foreach (var tab in _tabs)
            await tab.HasStateAsync("Complete");
        await ReadAsync();
        // What is kept, and what is drawn of it at once, are the same.
        await first.Page.ReloadAsync();
        await ReadAsync();
        var stored = await first.Page.EvaluateAsync<string>(
            "id => fetch(`/chat-api/messages/${id}`).then(answer => answer.text())", await first.LastAnswer.GetAttributeAsync("data-message"));
        Assert.Equal(_answer.Text, stored);
        await first.IsReadyAsync();
    }

    private async Task InterruptAsync()
    {
        var kind = _random.Next(20) switch
        {
            < 3 => "reloads",
            < 14 => "cuts",
            < 16 => "outages",
            _ => _tabs.Count == 1 ? "tabs opened" : "tabs closed",
        };
        _happened[kind] = _happened.GetValueOrDefault(kind) + 1;
        switch (kind)
        {
            case "reloads":
                await _tabs[_random.Next(_tabs.Count)].Page.ReloadAsync(new() { WaitUntil = WaitUntilState.DOMContentLoaded });
                break;
            case "cuts":
                _network.Cut();
                break;
            case "outages":
                _network.GoDown();
                _answer.Send(1 + _random.Next(3));
                await _tabs[0].Page.EvaluateAsync("() => fetch('/healthz').catch(() => {})");
                _network.GoUp();
                break;
            case "tabs opened":
                _tabs.Add(new ChatTab(await Context.NewPageAsync()));
                await _tabs[^1].Page.GotoAsync(_address, new() { WaitUntil = WaitUntilState.DOMContentLoaded });
                break;
            default:
                await _tabs[^1].Page.CloseAsync();
                _tabs.RemoveAt(_tabs.Count - 1);
                break;
        }
    }

    private async Task ReadAsync()
    {
        var expected = _answer.Visible;
        foreach (var tab in _tabs)
        {
            try
            {
                await tab.Page.WaitForFunctionAsync(Reads, expected);
            }
            catch (Exception e) when (e is TimeoutException or PlaywrightException)
            {
                Assert.Equal(expected, await tab.Page.EvaluateAsync<string>("() => window.read ?? 'no answer'"));
            }
        }
    }
}

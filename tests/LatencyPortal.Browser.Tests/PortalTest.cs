using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using LatencyPortal.Testing;

namespace LatencyPortal.Browser.Tests;

/// <summary>
/// A test in a browser context of its own. It fails on every error or warning in the browser's console, violations of the
/// content security policy included, and on every error in the portal's log, unless it said that it expects one.
/// </summary>
public abstract class PortalTest(BrowserFixture fixture) : IAsyncLifetime
{
    private readonly ConcurrentQueue<string> _errors = new();
    private readonly List<Regex> _expected = [];
    private readonly List<Regex> _expectedFaults = [];
    private readonly List<IAsyncDisposable> _owned = [];
    private readonly List<PortalProcess> _portals = [fixture.Portal];
    private readonly int _requestsBefore = fixture.Model.Requests.Count;
    private readonly int _logBefore = fixture.Portal.Log.Count;
    private IBrowserContext _context = null!;

    /// <summary>The scripted model behind <c>scripted/alpha</c> and <c>scripted/beta</c>.</summary>
    protected ScriptedEndpoint Model => fixture.Model;

    /// <summary>The portal that all tests share.</summary>
    protected PortalProcess Portal => fixture.Portal;

    /// <summary>All tabs of this test.</summary>
    protected IBrowserContext Context => _context;

    /// <summary>Ends waiting when the run is cancelled.</summary>
    protected static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    /// <summary>How many requests of this test the scripted model has seen.</summary>
    protected int RequestCount => Model.Requests.Count - _requestsBefore;

    /// <inheritdoc />
    public async ValueTask InitializeAsync()
    {
        _context = await fixture.Browser.NewContextAsync(new BrowserNewContextOptions
        {
            ViewportSize = new ViewportSize { Width = 1200, Height = 800 },
            Locale = "en-US",
        });
        _context.SetDefaultTimeout(20_000);
        _context.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
                _errors.Enqueue(message.Text);
        };
        _context.WebError += (_, error) => _errors.Enqueue(error.Error);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        var unexpected = _errors.Where(error => !_expected.Any(pattern => pattern.IsMatch(error))).ToList();
        var faults = _portals
            .SelectMany(portal => portal == fixture.Portal ? portal.Log.Skip(_logBefore) : portal.Log)
            .Where(line => line.StartsWith("fail:", StringComparison.Ordinal) || line.StartsWith("crit:", StringComparison.Ordinal))
            .Where(line => !_expectedFaults.Any(pattern => pattern.IsMatch(line)))
            .ToList();
        if (TestContext.Current.TestState?.Result == TestResult.Failed || unexpected.Count + faults.Count > 0)
            await KeepEvidenceAsync(unexpected);
        await _context.DisposeAsync();
        for (var i = _owned.Count - 1; i >= 0; i--)
            await _owned[i].DisposeAsync();
        GC.SuppressFinalize(this);
        Assert.Empty(unexpected);
        Assert.Empty(faults);
    }

    /// <summary>Console errors and warnings that match are part of this test.</summary>
    protected void ExpectConsoleError(string pattern) => _expected.Add(new Regex(pattern, RegexOptions.IgnoreCase));

    /// <summary>Errors in the portals' logs that match are part of this test.</summary>
    protected void ExpectPortalError(string pattern) => _expectedFaults.Add(new Regex(pattern));

    /// <summary>Disposes this after the test's tabs are closed.</summary>
    protected T Own<T>(T disposable)
        where T : IAsyncDisposable
    {
        _owned.Add(disposable);
        return disposable;
    }

    /// <summary>Starts a portal for this test alone.</summary>
    protected async Task<PortalProcess> StartPortalAsync(PortalEndpoint[] endpoints, params string[] arguments)
    {
        var portal = Own(await PortalProcess.StartAsync(endpoints, arguments));
        _portals.Add(portal);
        return portal;
    }

    /// <summary>Opens an address of a portal, the shared one unless another is named, in a new tab.</summary>
    protected async Task<IPage> OpenAsync(string path, PortalProcess? portal = null)
    {
        var page = await Context.NewPageAsync();
        await page.GotoAsync(new Uri((portal ?? Portal).Address, path).ToString());
        return page;
    }

    /// <summary>Opens a new chat and chooses a model.</summary>
    protected async Task<ChatTab> OpenChatAsync(string model = "scripted/alpha", PortalProcess? portal = null)
    {
        var chat = new ChatTab(await OpenAsync("/", portal));
        await chat.IsReadyAsync();
        await chat.Picker.SelectOptionAsync(model);
        return chat;
    }

    /// <summary>Waits for the n-th request (from 1) that this test makes of the scripted model.</summary>
    protected Task<ReceivedRequest> RequestAsync(int number = 1) => Model.WaitForRequestAsync(_requestsBefore + number, Cancelled);

    private async Task KeepEvidenceAsync(List<string> unexpected)
    {
        var name = Regex.Replace(TestContext.Current.Test?.TestDisplayName ?? "test", "[^A-Za-z0-9_.-]+", "_");
        Directory.CreateDirectory(Paths.Results);
        var stem = Path.Combine(Paths.Results, name[..Math.Min(name.Length, 150)]);
        foreach (var (i, page) in Context.Pages.Index())
            await page.ScreenshotAsync(new PageScreenshotOptions { Path = $"{stem}.{i}.png" });
        var lines = unexpected.Prepend("Unexpected errors in the console:")
            .Concat(_portals.SelectMany(portal => portal.Log.Prepend($"Log of {portal.Address}:")));
        await File.WriteAllLinesAsync(stem + ".log", lines);
    }
}

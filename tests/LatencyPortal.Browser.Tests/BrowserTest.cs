using LatencyPortal.Testing;
using Microsoft.Playwright;
using Xunit;

namespace LatencyPortal.Browser.Tests;

/// <summary>
/// A portal process with a data folder of its own, a scripted endpoint behind it, and a page on it. A test fails when the
/// page reports any error, violations of the Content Security Policy included.
/// </summary>
public abstract class BrowserTest(Chromium chromium) : IAsyncLifetime
{
    private readonly string _data = Directory.CreateTempSubdirectory("portal-").FullName;
    private readonly List<string> _errors = [];
    private PortalProcess? _portal;
    private IBrowserContext? _context;

    private protected static CancellationToken Token => TestContext.Current.CancellationToken;

    private protected ScriptedEndpoint Endpoint { get; private set; } = null!;

    private protected IPage Page { get; private set; } = null!;

    private protected string Url => _portal!.Url;

    /// <summary>Errors of the page that the test expects, by a part of their text.</summary>
    private protected List<string> Expected { get; } = [];

    /// <inheritdoc />
    public async ValueTask InitializeAsync()
    {
        Endpoint = await ScriptedEndpoint.StartAsync();
        _portal = await PortalProcess.StartAsync(_data, Endpoint.BaseUrl, Token, model: Model);
        await OpenAsync(new BrowserNewContextOptions());
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (TestContext.Current.TestState?.Result == TestResult.Failed)
            await KeepEvidenceAsync();
        if (_context is not null)
            await _context.DisposeAsync();
        await _portal!.DisposeAsync();
        await Endpoint.DisposeAsync();
        Directory.Delete(_data, recursive: true);
        Assert.DoesNotContain(_errors, error => !Expected.Any(part => error.Contains(part, StringComparison.Ordinal)));
        GC.SuppressFinalize(this);
    }

    /// <summary>The model folder of the portal; null is the built-in one.</summary>
    private protected virtual string? Model => null;

    /// <summary>Opens a fresh browser context with a page; the one before is closed.</summary>
    private protected async Task OpenAsync(BrowserNewContextOptions options)
    {
        if (_context is not null)
            await _context.DisposeAsync();
        _context = await chromium.Browser.NewContextAsync(options);
        Page = await NewTabAsync();
    }

    private protected async Task<IPage> NewTabAsync()
    {
        var page = await _context!.NewPageAsync();
        page.SetDefaultTimeout(15_000);
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
                _errors.Add(message.Text);
        };
        page.PageError += (_, error) => _errors.Add(error);
        return page;
    }

    /// <summary>Kills the portal and starts it again at the same address on the same data.</summary>
    private protected async Task RestartPortalAsync()
    {
        var url = Url;
        await _portal!.DisposeAsync();
        _portal = await PortalProcess.StartAsync(_data, Endpoint.BaseUrl, Token, url, Model);
    }

    /// <summary>Opens the chat and chooses the scripted model.</summary>
    private protected async Task OpenChatAsync(IPage? page = null)
    {
        page ??= Page;
        await page.GotoAsync(Url);
        await page.GetByTestId("model-picker").SelectOptionAsync("test/scripted");
    }

    private protected async Task SendAsync(string text)
    {
        await Page.GetByTestId("composer").FillAsync(text);
        await Page.GetByTestId("send").ClickAsync();
    }

    private protected ILocator LastAnswer(IPage? page = null) => (page ?? Page).GetByTestId("message-assistant").Last;

    private protected static ILocatorAssertions Expect(ILocator locator) => Assertions.Expect(locator);

    private async Task KeepEvidenceAsync()
    {
        var folder = Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), "latencyportal-browser-tests")).FullName;
        var name = Path.Combine(folder, TestContext.Current.TestMethod?.MethodName ?? "test");
        await File.WriteAllTextAsync($"{name}.log", $"{_portal?.Output}\n{string.Join('\n', _errors)}", CancellationToken.None);
        await Page.ScreenshotAsync(new PageScreenshotOptions { Path = $"{name}.png" });
    }
}

using LatencyPortal.Testing;

namespace LatencyPortal.Browser.Tests;

/// <summary>What all tests share: a headless Chromium, a scripted model and a portal that knows it as an endpoint.</summary>
public sealed class BrowserFixture : IAsyncLifetime
{
    private IPlaywright? _playwright;

    /// <summary>The browser; every test opens a context of its own in it.</summary>
    public IBrowser Browser { get; private set; } = null!;

    /// <summary>The model behind <c>scripted/alpha</c> and <c>scripted/beta</c>.</summary>
    public ScriptedEndpoint Model { get; private set; } = null!;

    /// <summary>The portal that most tests look at.</summary>
    public PortalProcess Portal { get; private set; } = null!;

    /// <inheritdoc />
    public async ValueTask InitializeAsync()
    {
        // Small machines run browser, portal and tests on two cores.
        SetDefaultExpectTimeout(20_000);
        Model = await ScriptedEndpoint.StartAsync();
        _playwright = await Playwright.CreateAsync();
        var browser = _playwright.Chromium.LaunchAsync(InstalledBrowser.Options);
        Portal = await PortalProcess.StartAsync(
        [
            new PortalEndpoint("scripted", Model.BaseUrl, "alpha", "beta"),
            // Port 1 of this machine: nothing listens there.
            new PortalEndpoint("nowhere", new Uri("http://127.0.0.1:1/v1"), "model"),
        ]);
        Browser = await browser;
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (Browser is not null)
            await Browser.DisposeAsync();
        _playwright?.Dispose();
        if (Portal is not null)
            await Portal.DisposeAsync();
        if (Model is not null)
            await Model.DisposeAsync();
    }
}

namespace LatencyPortal.Browser.Tests;

/// <summary>The Chromium of this machine; none is downloaded.</summary>
internal static class InstalledBrowser
{
    private static readonly string[] Known =
        ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome", "/opt/google/chrome/chrome"];

    /// <summary>How it is started: headless, and silent towards its maker.</summary>
    public static Microsoft.Playwright.BrowserTypeLaunchOptions Options => new()
    {
        ExecutablePath = Find(),
        Args =
        [
            "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
            "--disable-component-update", "--disable-sync",
        ],
    };

    private static string Find() =>
        Environment.GetEnvironmentVariable("CHROMIUM") is { Length: > 0 } chosen ? chosen
        : Known.FirstOrDefault(File.Exists)
            ?? throw new InvalidOperationException("No Chromium was found. Install the package chromium, or name one in the environment variable CHROMIUM.");
}

using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using LatencyPortal.Browser.Tests;
using LatencyPortal.Browser.Tests.Chat;
using LatencyPortal.ChatPageBench;
using LatencyPortal.Testing;
using Microsoft.Playwright;

// How the chat page takes an answer of 2,000 tokens at 200 tokens a second, in a real Chromium beside the portal on one machine: as
// fast as it is, and with its processor slowed 30 times. The first answer of each page warms it up and is not counted.

const int Tokens = 2_000;
const double PerSecond = 200;

await using var model = await ScriptedEndpoint.StartAsync();
await using var portal = await PortalProcess.StartAsync([new PortalEndpoint("bench", model.BaseUrl, "m")]);
using var playwright = await Playwright.CreateAsync();
await using var browser = await playwright.Chromium.LaunchAsync(InstalledBrowser.Options);
var options = new JsonSerializerOptions(JsonSerializerDefaults.Web) { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
// --wire counts what travels to the page instead.
if (args.Contains("--wire"))
{
    Console.WriteLine(JsonSerializer.Serialize(await WireBench.RunAsync(model, portal, browser), options));
    return;
}

// --trace tells what the browser did, and costs it some time.
var traced = args.Contains("--trace");
double[] slowed = args.FirstOrDefault(arg => arg != "--trace") is { } only ? [double.Parse(only, CultureInfo.InvariantCulture)] : [1, 30];
var report = new List<Figures>();
foreach (var by in slowed)
    report.Add(await RunAsync(by));
Console.WriteLine(JsonSerializer.Serialize(report, options));

async Task<Figures> RunAsync(double slowedBy)
{
    var page = await browser.NewPageAsync();
    page.SetDefaultTimeout(300_000);
    await page.GotoAsync(portal.Address.ToString());
    await page.WaitForFunctionAsync("() => document.activeElement?.matches('[data-testid=composer]')");
    await page.GetByTestId("model-picker").SelectOptionAsync("bench/m");
    await page.EvaluateAsync(PageWatch.Start);
    await AskAsync(page, 200);

    var devTools = await page.Context.NewCDPSessionAsync(page);
    await devTools.SendAsync("Emulation.setCPUThrottlingRate", new Dictionary<string, object> { ["rate"] = slowedBy });
    await page.EvaluateAsync(LayoutShifts.Watch);
    var trace = traced ? await MainThreadTrace.StartAsync(browser) : null;
    var answer = await AskAsync(page, Tokens);
    var stages = trace is null ? null : await trace.StopAsync();
    await devTools.SendAsync("Emulation.setCPUThrottlingRate", new Dictionary<string, object> { ["rate"] = 1.0 });

    var paints = await page.EvaluateAsync<double[][]>("() => window.paints");
    var longTasks = await page.EvaluateAsync<double[]>("() => window.longTasks.filter(ms => ms > 50)");
    var shift = await page.EvaluateAsync<double>("() => window.settledShift");
    await page.CloseAsync();
    var shownAt = paints.Where(paint => paint[0] >= answer.SentAt[0]).ToList();
    var delays = answer.SentAt.Select((sent, token) => shownAt.First(paint => paint[1] >= token)[0] - sent).Order().ToList();
    var end = shownAt.First(paint => paint[1] >= Tokens - 1)[0] - answer.SentAt[0];
    return new Figures(
        slowedBy,
        Tokens,
        PerSecond,
        shownAt.Count,
        delays[delays.Count / 2],
        delays[delays.Count * 95 / 100],
        delays[^1],
        longTasks.Length,
        longTasks.DefaultIfEmpty().Max(),
        shift,
        answer.DurationMs,
        end,
        end / answer.DurationMs,
        stages);
}

async Task<PacedAnswer> AskAsync(IPage page, int tokens)
{
    var answer = new PacedAnswer(tokens, PerSecond);
    var requests = model.Requests.Count;
    model.Enqueue(answer.Script);
    await page.GetByTestId("composer").FillAsync($"{tokens} tokens, please");
    await page.GetByTestId("composer").PressAsync("Enter");
    await model.WaitForRequestAsync(requests + 1, CancellationToken.None);
    await page.EvaluateAsync("() => { window.paints.length = 0; window.longTasks.length = 0; }");
    await answer.SendAsync();
    await page.WaitForFunctionAsync(PageWatch.HasEnded, tokens - 1);
    return answer;
}

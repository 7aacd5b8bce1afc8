using System.Diagnostics;
using LatencyPortal.Browser.Tests;
using LatencyPortal.StreamingMarkdown;
using LatencyPortal.Testing;
using Microsoft.Playwright;

namespace LatencyPortal.ChatPageBench;

/// <summary>Counts what the circuit sends to a page for long answers of one kind.</summary>
internal static class WireBench
{
    private const int Characters = 40_000;
    private const int PerGate = 10;
    private const double Paced = 1_000;

    private static readonly string[] Kinds = ["mixed", "one paragraph", "one fence"];

    public static async Task<List<WireFigures>> RunAsync(ScriptedEndpoint model, PortalProcess portal, IBrowser browser)
    {
        var figures = new List<WireFigures>();
        foreach (var sample in Sample.All(Characters).Where(sample => Kinds.Contains(sample.Name)))
        {
            figures.Add(await RunAsync(model, portal, browser, sample, Paced));
            figures.Add(await RunAsync(model, portal, browser, sample, null));
        }

        return figures;
    }

    private static async Task<WireFigures> RunAsync(ScriptedEndpoint model, PortalProcess portal, IBrowser browser, Sample sample, double? perSecond)
    {
        var (bytes, messages) = (0L, 0);
        await using var context = await browser.NewContextAsync();
        var page = await context.NewPageAsync();
        page.SetDefaultTimeout(120_000);
        page.WebSocket += (_, socket) => socket.FrameReceived += (_, frame) =>
        {
            Interlocked.Add(ref bytes, frame.Binary?.Length ?? System.Text.Encoding.UTF8.GetByteCount(frame.Text ?? ""));
            Interlocked.Increment(ref messages);
        };
        await page.GotoAsync(portal.Address.ToString());
        await page.WaitForFunctionAsync("() => document.activeElement?.matches('[data-testid=composer]')");
        await page.GetByTestId("model-picker").SelectOptionAsync("bench/m");
        var gates = Enumerable.Range(0, perSecond is null ? 0 : (sample.Pieces.Count + PerGate - 1) / PerGate).Select(_ => new Gate()).ToArray();
        var script = Script.Answer();
        for (var i = 0; i < sample.Pieces.Count; i++)
        {
            if (gates.Length > 0 && i % PerGate == 0)
                script.Wait(gates[i / PerGate]);
            script.Token(sample.Pieces[i]);
        }

        model.Enqueue(script.Finish().Usage(50, sample.Pieces.Count));
        await page.GetByTestId("composer").FillAsync("Forty thousand characters, please");
        (bytes, messages) = (0, 0);
        var begun = Stopwatch.GetTimestamp();
        await page.GetByTestId("composer").PressAsync("Enter");
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(1));
        for (var open = 0; open < gates.Length; await timer.WaitForNextTickAsync())
        {
            while (open < gates.Length && open * PerGate / perSecond <= Stopwatch.GetElapsedTime(begun).TotalSeconds)
                gates[open++].Open();
        }

        await page.WaitForFunctionAsync("() => [...document.querySelectorAll('[data-testid=message-assistant]')].at(-1)?.dataset.state === 'Complete'");
        return new WireFigures(sample.Name, perSecond, Math.Round(bytes / 1e3, 1), messages, Math.Round(Stopwatch.GetElapsedTime(begun).TotalSeconds, 2));
    }
}

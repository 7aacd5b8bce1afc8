using System.Text.Json;
using Microsoft.Playwright;

namespace LatencyPortal.ChatPageBench;

/// <summary>What a page's process did while an answer came, by Chromium's own trace.</summary>
internal sealed class MainThreadTrace
{
    /// <summary>The stages of a frame, as Chromium names its trace events; RasterTask runs beside the main thread, the others on it.</summary>
    private static readonly string[] Stages =
        ["FunctionCall", "UpdateLayoutTree", "Layout", "PrePaint", "Paint", "Layerize", "Commit", "HitTest", "MajorGC", "MinorGC", "RasterTask"];

    private readonly Dictionary<string, (int Count, double Ms, double LongestMs)> _stages = [];
    private readonly ICDPSession _session;
    private readonly TaskCompletionSource _complete = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private MainThreadTrace(ICDPSession session)
    {
        _session = session;
        session.Event("Tracing.dataCollected").OnEvent += (_, data) => Add(data);
        session.Event("Tracing.tracingComplete").OnEvent += (_, _) => _complete.TrySetResult();
    }

    /// <summary>Begins to trace; <see cref="StopAsync"/> gives the stages.</summary>
    public static async Task<MainThreadTrace> StartAsync(IBrowser browser)
    {
        var trace = new MainThreadTrace(await browser.NewBrowserCDPSessionAsync());
        await trace._session.SendAsync("Tracing.start", new Dictionary<string, object>
        {
            ["transferMode"] = "ReportEvents",
            ["traceConfig"] = new Dictionary<string, object> { ["includedCategories"] = new[] { "devtools.timeline" } },
        });
        return trace;
    }

    /// <summary>Ends the trace.</summary>
    /// <returns>For each stage how often it ran, the ms of all runs together and of the longest.</returns>
    public async Task<Dictionary<string, double[]>> StopAsync()
    {
        await _session.SendAsync("Tracing.end");
        await _complete.Task;
        await _session.DetachAsync();
        return Stages.Where(_stages.ContainsKey).ToDictionary(stage => stage, stage => new[] { _stages[stage].Count, Math.Round(_stages[stage].Ms, 1), Math.Round(_stages[stage].LongestMs, 1) });
    }

    private void Add(JsonElement? data)
    {
        foreach (var item in data?.GetProperty("value").EnumerateArray() ?? default)
        {
            if (item.GetProperty("name").GetString() is not { } name || !Stages.Contains(name) || !item.TryGetProperty("dur", out var duration))
                continue;
            var ms = duration.GetDouble() / 1000;
            var (count, sum, longest) = _stages.GetValueOrDefault(name);
            _stages[name] = (count + 1, sum + ms, Math.Max(longest, ms));
        }
    }
}

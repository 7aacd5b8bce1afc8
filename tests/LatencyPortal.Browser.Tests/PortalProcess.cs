using System.Collections.Concurrent;
using System.Diagnostics;

namespace LatencyPortal.Browser.Tests;

/// <summary>The portal as people run it: a process of its own that can be killed and started again on the same data.</summary>
internal sealed class PortalProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _output = new();

    private PortalProcess(Process process) => _process = process;

    /// <summary>Where it answers.</summary>
    public string Url { get; private set; } = "";

    /// <summary>What it printed.</summary>
    public string Output => string.Join('\n', _output);

    /// <summary>Starts the portal and waits until it says that it is ready.</summary>
    public static async Task<PortalProcess> StartAsync(
        string data, Uri endpoint, CancellationToken cancellationToken, string url = "http://127.0.0.1:0", string? model = null)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            ArgumentList = { Path.Combine(AppContext.BaseDirectory, "LatencyPortal.dll"), "--urls", url, "--data", data },
            Environment =
            {
                ["LatencyPortal__Endpoints__0__Name"] = "test",
                ["LatencyPortal__Endpoints__0__BaseUrl"] = endpoint.ToString(),
                ["LatencyPortal__Endpoints__0__Models__0"] = "scripted",
                ["LatencyPortal__Endpoints__0__Models__1"] = "other",
            },
        };
        if (model is not null)
        {
            start.ArgumentList.Add("--model");
            start.ArgumentList.Add(model);
        }

        var ready = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        var process = new Process { StartInfo = start, EnableRaisingEvents = true };
        var portal = new PortalProcess(process);
        DataReceivedEventHandler read = (_, line) =>
        {
            if (line.Data is not { } text)
                return;
            portal._output.Enqueue(text);
            if (text.StartsWith("LatencyPortal is ready: ", StringComparison.Ordinal))
                ready.TrySetResult(text["LatencyPortal is ready: ".Length..]);
        };
        process.OutputDataReceived += read;
        process.ErrorDataReceived += read;
        process.Exited += (_, _) => ready.TrySetException(new InvalidOperationException($"The portal ended:\n{portal.Output}"));
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        portal.Url = await ready.Task.WaitAsync(TimeSpan.FromSeconds(60), cancellationToken);
        return portal;
    }

    /// <summary>Ends it at once, as a power cut would.</summary>
    public async Task KillAsync()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _process.Dispose();
    }
}

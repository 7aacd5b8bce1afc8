using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace LatencyPortal.Browser.Tests;

/// <summary>The portal as a user runs it: a process of its own, from the built output, on a free port of 127.0.0.1.</summary>
public sealed class PortalProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);

    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("latencyportal-");
    private readonly ConcurrentQueue<string> _log = new();
    private readonly PortalEndpoint[] _endpoints;
    private readonly string[] _arguments;
    private Process? _process;

    private PortalProcess(PortalEndpoint[] endpoints, string[] arguments)
    {
        (_endpoints, _arguments) = (endpoints, arguments);
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        Address = new Uri($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/");
    }

    /// <summary>Where it answers; stays the same when it is started again.</summary>
    public Uri Address { get; }

    /// <summary>The data folder; deleted with the process.</summary>
    public string Data => _data.FullName;

    /// <summary>The id of the running process.</summary>
    public int ProcessId => _process?.Id ?? throw new InvalidOperationException("The portal does not run.");

    /// <summary>What it wrote to its console, all starts together.</summary>
    public IReadOnlyCollection<string> Log => _log;

    /// <summary>Starts a portal with these endpoints and further command-line arguments, and waits until it answers.</summary>
    public static async Task<PortalProcess> StartAsync(PortalEndpoint[] endpoints, params string[] arguments)
    {
        var portal = new PortalProcess(endpoints, arguments);
        try
        {
            await portal.StartAgainAsync();
            return portal;
        }
        catch
        {
            await portal.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts it once more with the same address, data and settings.</summary>
    public async Task StartAgainAsync()
    {
        using var limit = new CancellationTokenSource(StartLimit);
        var ready = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _process = new Process { StartInfo = StartInfo(), EnableRaisingEvents = true };
        _process.Exited += (_, _) => ready.TrySetException(new InvalidOperationException("The portal ended:\n" + string.Join('\n', _log)));
        _process.OutputDataReceived += (_, line) => Take(line.Data, ready);
        _process.ErrorDataReceived += (_, line) => Take(line.Data, ready);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        await ready.Task.WaitAsync(limit.Token);
        using var client = new HttpClient();
        using var health = await client.GetAsync(new Uri(Address, "healthz"), limit.Token);
        health.EnsureSuccessStatusCode();
    }

    /// <summary>Ends it as a crash does: no time to store or to say goodbye.</summary>
    public async Task KillAsync()
    {
        if (_process is not { } process)
            return;
        _process = null;
        process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
        process.Dispose();
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _data.Delete(recursive: true);
    }

    private void Take(string? line, TaskCompletionSource ready)
    {
        if (line is null)
            return;
        _log.Enqueue(line);
        if (line.StartsWith("LatencyPortal is ready", StringComparison.Ordinal))
            ready.TrySetResult();
    }

    private ProcessStartInfo StartInfo()
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Data,
        };
        string[] arguments = [Paths.Portal, "--urls", Address.GetLeftPart(UriPartial.Authority), "--data", Data, .. _arguments];
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        // What the developer's own portal is told must not reach this one.
        foreach (var name in start.Environment.Keys.Where(IsForeign).ToList())
            start.Environment.Remove(name);
        foreach (var (i, endpoint) in _endpoints.Index())
        {
            var prefix = $"LatencyPortal__Endpoints__{i}__";
            start.Environment[prefix + "Name"] = endpoint.Name;
            start.Environment[prefix + "BaseUrl"] = endpoint.BaseUrl.ToString();
            start.Environment[prefix + "ApiKey"] = "sk-test";
            foreach (var (j, model) in endpoint.Models.Index())
                start.Environment[$"{prefix}Models__{j}"] = model;
        }

        return start;
    }

    private static bool IsForeign(string name) =>
        name.StartsWith("LATENCYPORTAL", StringComparison.OrdinalIgnoreCase)
        || name.StartsWith("ASPNETCORE_", StringComparison.OrdinalIgnoreCase)
        || name.StartsWith("DOTNET_ENVIRONMENT", StringComparison.OrdinalIgnoreCase)
        || name.Equals("OPENAI_API_KEY", StringComparison.OrdinalIgnoreCase);
}

using System.Data.Common;
using System.Threading.Channels;
using LatencyPortal.Gateway;
using LatencyPortal.Settings;

namespace LatencyPortal.Fleet;

/// <summary>
/// Measures the way to every endpoint about twice a minute, on a connection of its own, and asks for the model list once more over the
/// gateway's connections: that keeps one open, so that the next call needs no handshake. Nothing else is asked and nothing is paid for.
/// </summary>
internal sealed partial class ConnectionProber(
    EndpointStore endpoints, ModelGateway gateway, ConnectionLog log, TimeProvider time, ILogger<ConnectionProber> logger) : BackgroundService
{
    /// <summary>Shorter than the minute after which an unused connection is closed.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(30);

    /// <summary>Portals that were started together do not ask together.</summary>
    private const double Jitter = 0.2;

    private const int MostAtOnce = 4;

    /// <summary>An endpoint that cannot be reached is expected to be slower than any that can.</summary>
    private const double UnreachableMs = 60_000;

    private readonly Channel<bool> _changes = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly Dictionary<(string Name, Uri BaseUrl), DateTimeOffset> _due = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        endpoints.Changed += OnChanged;
        try
        {
            while (true)
            {
                await RoundAsync(stoppingToken);
                await WaitAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The portal stops.
        }
        finally
        {
            endpoints.Changed -= OnChanged;
        }
    }

    private void OnChanged() => _changes.Writer.TryWrite(true);

    /// <summary>Measures what is due.</summary>
    internal async Task RoundAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<EndpointConfig> all;
        try
        {
            all = await endpoints.EndpointsAsync(cancellationToken);
        }
        catch (DbException e)
        {
            LogNotRead(e);
            return;
        }

        log.Keep(all);
        foreach (var gone in _due.Keys.Except(all.Select(endpoint => (endpoint.Name, endpoint.BaseUrl))).ToList())
            _due.Remove(gone);
        var now = time.GetUtcNow();
        var due = all.Where(endpoint => _due.GetValueOrDefault((endpoint.Name, endpoint.BaseUrl)) <= now).ToList();
        foreach (var endpoint in due)
            _due[(endpoint.Name, endpoint.BaseUrl)] = now + (Pause * (1 - Jitter + (2 * Jitter * Random.Shared.NextDouble())));
        await Parallel.ForEachAsync(
            due, new ParallelOptions { MaxDegreeOfParallelism = MostAtOnce, CancellationToken = cancellationToken }, async (endpoint, stop) => await MeasureAsync(endpoint, stop));
    }

    private async Task MeasureAsync(EndpointConfig endpoint, CancellationToken cancellationToken)
    {
        var probe = await gateway.MeasureAsync(endpoint, cancellationToken);
        var timing = probe.Timing!;
        // Who just did not answer is not kept warm.
        var warm = timing.FirstByteMs is null ? null : (await gateway.ProbeAsync(endpoint, cancellationToken)).RoundTripMs;
        var figures = log.Add(endpoint, new ConnectionSample(time.GetUtcNow(), timing, warm, probe.Error, probe.Kind) { HasNoList = probe.HasNoList });
        gateway.Expect(endpoint.Name, figures.Latest!.IsReached ? figures.Median.TotalMs : UnreachableMs);
    }

    private async Task WaitAsync(CancellationToken cancellationToken)
    {
        var wait = _due.Count == 0 ? Pause : _due.Values.Min() - time.GetUtcNow();
        if (wait <= TimeSpan.Zero)
            return;
        using var limit = new CancellationTokenSource(wait, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            await _changes.Reader.ReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // The next one is due.
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The endpoints could not be read to measure them")]
    private partial void LogNotRead(Exception exception);
}

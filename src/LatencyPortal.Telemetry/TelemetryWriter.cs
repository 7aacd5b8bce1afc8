using Microsoft.Extensions.Hosting;

namespace LatencyPortal.Telemetry;

/// <summary>Writes request records off the request path: bounded queue, batches, counted drops.</summary>
public sealed class TelemetryWriter : BackgroundService
{
    /// <summary>Records lost because the queue was full or the database refused them.</summary>
    public long Dropped { get; }

    /// <summary>Why the database cannot be written, as a sentence; null when all is well.</summary>
    public string? LastError { get; }

    /// <summary>Hands a record over; never blocks.</summary>
    /// <returns>False when it was dropped.</returns>
    public bool TryWrite(RequestRecord record) => throw new NotImplementedException();

    /// <summary>Adds t5 (ms after t0) to a record that may already be written.</summary>
    /// <returns>False when it was dropped.</returns>
    public bool TryReportPaint(Guid id, double firstPaintMs) => throw new NotImplementedException();

    /// <summary>Waits until everything handed over before is in the database.</summary>
    public ValueTask FlushAsync(CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>Records as they are written, for live pages; a slow reader misses the oldest.</summary>
    public IAsyncEnumerable<RequestRecord> WatchAsync(CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <inheritdoc />
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.CompletedTask;
}

using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace LatencyPortal.Telemetry.Slo;

/// <summary>Counts minutes with new records every few seconds, off the way of requests and of the writer of records.</summary>
internal sealed partial class SloCounting(SloStore store, TimeProvider time, ILogger<SloCounting> logger) : BackgroundService
{
    private const int AtOnce = 60;
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(5);

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, time);
        var failed = false;
        while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false))
        {
            try
            {
                // After a new objective all minutes wait: the loop gives way to writers between two of them.
                while (store.Count(AtOnce, stoppingToken) == AtOnce)
                    await Task.Yield();
                failed = false;
            }
            catch (SqliteException e)
            {
                if (!failed)
                    LogFailed(e);
                failed = true;
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Requests cannot be counted for the objectives; the minutes wait")]
    private partial void LogFailed(Exception exception);
}

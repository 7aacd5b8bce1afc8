using Microsoft.EntityFrameworkCore;

namespace LatencyPortal.Chat.Library;

/// <summary>What was deleted is gone for good an hour later: long enough to undo it, and not kept against anyone's will.</summary>
internal sealed partial class DeletedPurge(ConversationStore store, TimeProvider time, ILogger<DeletedPurge> logger) : BackgroundService
{
    /// <summary>How long a delete can be undone.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromHours(1);

    private static readonly TimeSpan Period = TimeSpan.FromMinutes(10);

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await store.PurgeAsync(time.GetUtcNow() - Grace, stoppingToken);
            }
            catch (Exception e) when (e is Microsoft.Data.Sqlite.SqliteException or DbUpdateException)
            {
                LogFailed(e);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "What was deleted could not be removed for good; it is tried again")]
    private partial void LogFailed(Exception e);
}

using System.Threading.Channels;
using LatencyPortal.Telemetry.Slo;
using LatencyPortal.Telemetry.Storage;
using LatencyPortal.Telemetry.Traces;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace LatencyPortal.Telemetry;

/// <summary>
/// Writes request records off the request path: a bounded queue that never blocks its callers, batches in one
/// transaction, and a count of what was lost. A broken database costs records, never an answer.
/// </summary>
public sealed partial class TelemetryWriter : BackgroundService
{
    private const int LargestBatch = 512;
    private static readonly TimeSpan RetentionPeriod = TimeSpan.FromHours(1);

    /// <summary>How long records gather: a transaction costs as much as many records, also the calls that run beside it.</summary>
    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(100);


    private readonly RecordDatabase _database;
    private readonly TelemetryOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<TelemetryWriter> _logger;
    private readonly Channel<Item> _queue;
    private readonly RecordFeed _feed = new();
    private TaskCompletionSource _hurry = NewSignal();
    private long _dropped;
    private volatile bool _ending;
    private volatile string? _lastError;

    internal TelemetryWriter(
        RecordDatabase database, IOptions<TelemetryOptions> options, TimeProvider time, ILogger<TelemetryWriter> logger)
    {
        _database = database;
        _options = options.Value;
        _time = time;
        _logger = logger;
        _queue = Channel.CreateBounded<Item>(new BoundedChannelOptions(_options.QueueCapacity)
        {
            FullMode = BoundedChannelFullMode.Wait, // TryWrite then refuses, and the drop is counted
            SingleReader = true,
        });
    }

    /// <summary>Records lost because the queue was full or the database refused them.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    /// <summary>Why the database cannot be written, as a sentence; <see langword="null"/> when all is well.</summary>
    public string? LastError => _lastError;

    /// <summary>Hands a record over; never blocks.</summary>
    /// <param name="record">The record.</param>
    /// <param name="trace">What its request left of the template that it was composed of; the attempts of a request may all bring it.</param>
    /// <returns>False when it was dropped.</returns>
    public bool TryWrite(RequestRecord record, PromptTrace? trace = null) => TryQueue(new Item { Record = record, Trace = trace });

    /// <summary>Adds t5 (ms after t0) to a record that was handed over before; an earlier paint is stamped on the timeline.</summary>
    /// <returns>False when it was dropped.</returns>
    public bool TryReportPaint(Guid id, double firstPaintMs) => TryQueue(new Item { PaintId = id, PaintMs = firstPaintMs });

    /// <summary>Waits until everything handed over before has been written or dropped.</summary>
    public async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        var flushed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await _queue.Writer.WriteAsync(new Item { Flushed = flushed }, cancellationToken).ConfigureAwait(false);
        Volatile.Read(ref _hurry).TrySetResult();
        await flushed.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Records as they are written, for live pages; a reader that falls behind misses the oldest.</summary>
    public IAsyncEnumerable<RequestRecord> WatchAsync(CancellationToken cancellationToken) => _feed.WatchAsync(cancellationToken);

    /// <inheritdoc />
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        // Completing the queue lets the loop write what is left before it ends.
        _queue.Writer.TryComplete();
        _ending = true;
        Volatile.Read(ref _hurry).TrySetResult();
        if (ExecuteTask is { } loop)
            await loop.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await base.StopAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        var batch = new List<Item>(LargestBatch);
        var nextSweep = _time.GetUtcNow();
        while (await _queue.Reader.WaitToReadAsync(CancellationToken.None).ConfigureAwait(false))
        {
            await GatherAsync().ConfigureAwait(false);
            while (batch.Count < LargestBatch && _queue.Reader.TryRead(out var item))
                batch.Add(item);
            WriteBatch(batch, ref nextSweep);
            batch.Clear();
        }
    }

    /// <summary>Waits for more, but not while somebody waits for the end.</summary>
    private async Task GatherAsync()
    {
        if (_ending || _queue.Reader.Count >= LargestBatch)
            return;
        using var enough = new CancellationTokenSource();
        await Task.WhenAny(Volatile.Read(ref _hurry).Task, Task.Delay(Gathering, _time, enough.Token)).ConfigureAwait(false);
        await enough.CancelAsync().ConfigureAwait(false);
        // Replaced before the queue is read: who hurries from now on has handed over what the next batch may miss.
        if (_hurry.Task.IsCompleted)
            Volatile.Write(ref _hurry, NewSignal());
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private bool TryQueue(Item item)
    {
        if (_queue.Writer.TryWrite(item))
            return true;
        Interlocked.Increment(ref _dropped);
        return false;
    }

    private void WriteBatch(List<Item> batch, ref DateTimeOffset nextSweep)
    {
        try
        {
            using (var connection = _database.Open())
            using (var transaction = connection.BeginTransaction())
            {
                Write(connection, batch);
                if (_time.GetUtcNow() >= nextSweep)
                {
                    Sweep(connection);
                    nextSweep = _time.GetUtcNow() + RetentionPeriod;
                }

                transaction.Commit();
            }

            _lastError = null;
            foreach (var item in batch)
            {
                if (item.Record is { } record)
                    _feed.Publish(record);
            }
        }
        catch (Exception e) when (e is SqliteException or IOException or UnauthorizedAccessException)
        {
            var lost = batch.Count(item => item.Flushed is null);
            Interlocked.Add(ref _dropped, lost);
            _lastError = $"Request records cannot be written to {_options.DatabasePath}: {e.Message}";
            LogCannotWrite(e, lost, _options.DatabasePath);
        }
        finally
        {
            foreach (var item in batch)
                item.Flushed?.TrySetResult();
        }
    }

    private static void Write(SqliteConnection connection, List<Item> batch)
    {
        using var insert = connection.CreateCommand();
        insert.CommandText = RecordRow.Insert;
        using var insertTrace = connection.CreateCommand();
        insertTrace.CommandText = TraceRow.Insert;
        using var paint = connection.CreateCommand();
        paint.CommandText = "UPDATE request SET t5 = $ms WHERE id = $id AND t5 IS NULL";
        using var dirty = connection.CreateCommand();
        dirty.CommandText = SloSchema.MarkDirty;
        var minute = dirty.Parameters.Add("$minute", SqliteType.Integer);
        foreach (var written in batch.Where(item => item.Record is not null).Select(item => MinuteCount.Of(item.Record!.StartedAt)).Distinct())
        {
            minute.Value = written;
            dirty.ExecuteNonQuery();
        }

        // Records first: a paint is only ever reported after its record.
        foreach (var item in batch.OrderBy(item => item.Record is null))
        {
            if (item.Record is { } record)
            {
                RecordRow.Bind(insert, record);
                insert.ExecuteNonQuery();
                if (item.Trace is not { } trace)
                    continue;
                TraceRow.Bind(insertTrace, trace);
                insertTrace.ExecuteNonQuery();
            }
            else if (item.Flushed is null)
            {
                paint.Parameters.Clear();
                paint.Parameters.AddWithValue("$ms", item.PaintMs);
                paint.Parameters.AddWithValue("$id", item.PaintId.ToString());
                paint.ExecuteNonQuery();
            }
        }
    }

    private void Sweep(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "DELETE FROM request WHERE started_at < $before; DELETE FROM prompt_trace WHERE at < $before";
        command.Parameters.AddWithValue("$before", (_time.GetUtcNow() - _options.Retention).UtcTicks);
        command.ExecuteNonQuery();
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Lost} request records were lost: {Path} cannot be written")]
    private partial void LogCannotWrite(Exception exception, int lost, string path);

    private readonly struct Item
    {
        public RequestRecord? Record { get; init; }

        public PromptTrace? Trace { get; init; }

        public Guid PaintId { get; init; }

        public double PaintMs { get; init; }

        public TaskCompletionSource? Flushed { get; init; }
    }
}

using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;

namespace LatencyPortal.Telemetry.Storage;

/// <summary>Reads request records. Every method throws <see cref="SqliteException"/> when the database cannot be read.</summary>
public sealed class RecordStore
{
    private readonly RecordDatabase _database;

    internal RecordStore(RecordDatabase database) => _database = database;

    /// <summary>The newest records, newest first.</summary>
    public async Task<IReadOnlyList<RequestRecord>> NewestAsync(RecordFilter filter, int limit, CancellationToken cancellationToken)
    {
        var records = new List<RequestRecord>(Math.Min(limit, 256));
        await foreach (var record in ReadAsync(filter, limit, cancellationToken).ConfigureAwait(false))
            records.Add(record);
        return records;
    }

    /// <summary>One record; <see langword="null"/> when there is none with this id.</summary>
    public async Task<RequestRecord?> FindAsync(Guid id, CancellationToken cancellationToken)
    {
        using var connection = _database.Open();
        using var command = connection.CreateCommand();
        command.CommandText = $"SELECT {RecordRow.Columns} FROM request WHERE id = $id";
        command.Parameters.AddWithValue("$id", id.ToString());
        using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        return await reader.ReadAsync(cancellationToken).ConfigureAwait(false) ? RecordRow.Read(reader) : null;
    }

    /// <summary>The tiles: every figure is counted over all records of the filter, none is sampled.</summary>
    public async Task<LatencySummary> SummariseAsync(RecordFilter filter, LatencyTargets targets, CancellationToken cancellationToken)
    {
        var summary = new SummaryBuilder(targets);
        await foreach (var record in ReadAsync(filter, null, cancellationToken).ConfigureAwait(false))
            summary.Add(record);
        return summary.Build();
    }

    /// <summary>The chart: one point a bucket from <see cref="RecordFilter.From"/> on, empty buckets included.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The bucket is not positive, or the range holds more than 10,000.</exception>
    public async Task<IReadOnlyList<LatencyPoint>> SeriesAsync(RecordFilter filter, TimeSpan bucket, CancellationToken cancellationToken)
    {
        var series = new SeriesBuilder(filter, bucket);
        await foreach (var record in ReadAsync(filter, null, cancellationToken).ConfigureAwait(false))
            series.Add(record);
        return series.Build();
    }

    /// <summary>How long the answers are, by model, temperature and template.</summary>
    public async Task<IReadOnlyList<OutputLengths>> OutputLengthsAsync(RecordFilter filter, CancellationToken cancellationToken)
    {
        var lengths = new OutputLengthsBuilder();
        await foreach (var record in ReadAsync(filter, null, cancellationToken).ConfigureAwait(false))
            lengths.Add(record);
        return lengths.Build();
    }

    private async IAsyncEnumerable<RequestRecord> ReadAsync(
        RecordFilter filter, int? limit, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var connection = _database.Open();
        using var command = connection.CreateCommand();
        command.CommandText = $"""
            SELECT {RecordRow.Columns} FROM request
            WHERE started_at >= $from AND started_at < $to
              AND ($model IS NULL OR model = $model) AND ($outcome IS NULL OR outcome = $outcome)
            ORDER BY started_at DESC, id DESC LIMIT $limit
            """;
        command.Parameters.AddWithValue("$from", filter.From.UtcTicks);
        command.Parameters.AddWithValue("$to", filter.To.UtcTicks);
        command.Parameters.AddWithValue("$model", (object?)filter.Model ?? DBNull.Value);
        command.Parameters.AddWithValue("$outcome", (object?)(int?)filter.Outcome ?? DBNull.Value);
        command.Parameters.AddWithValue("$limit", limit ?? -1);
        using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
            yield return RecordRow.Read(reader);
    }
}

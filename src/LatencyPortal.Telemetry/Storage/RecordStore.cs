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

    /// <summary>The newest requests, newest first. With a model only its own attempts are shown, but all are counted.</summary>
    public async Task<IReadOnlyList<RequestRow>> NewestRequestsAsync(RecordFilter filter, int limit, CancellationToken cancellationToken)
    {
        var newest = new List<RequestAttempts>(limit);
        await foreach (var request in ReadRequestsAsync(filter, cancellationToken).ConfigureAwait(false))
        {
            newest.Add(request);
            if (newest.Count == limit)
                break;
        }

        var rows = new List<RequestRow>(newest.Count);
        foreach (var request in newest)
        {
            var isWhole = filter.Model is null && filter.Outcome is null;
            var attempts = isWhole ? request : await FindAttemptsAsync(RequestAttempts.RequestOf(request.Deciding), cancellationToken).ConfigureAwait(false);
            rows.Add(new RequestRow(request.Whole, attempts?.All.Count ?? 1));
        }

        return rows;
    }

    /// <summary>All attempts of a request; <see langword="null"/> when none is recorded.</summary>
    /// <param name="request">Its id, see <see cref="RequestAttempts.RequestOf"/>.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async Task<RequestAttempts?> FindAttemptsAsync(Guid request, CancellationToken cancellationToken)
    {
        var attempts = new List<RequestRecord>();
        using var connection = _database.Open();
        using var command = connection.CreateCommand();
        // Answers of one request for several have it as their parent too, but are first attempts of their own.
        command.CommandText = $"""
            SELECT {RecordRow.Columns} FROM request WHERE id = $id
            UNION ALL SELECT {RecordRow.Columns} FROM request WHERE parent_id = $id AND attempt <> $first
            """;
        command.Parameters.AddWithValue("$id", request.ToString());
        command.Parameters.AddWithValue("$first", (int)AttemptKind.First);
        using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
            attempts.Add(RecordRow.Read(reader));
        return attempts.Count == 0 ? null : new RequestAttempts(attempts);
    }

    /// <summary>The tiles: every figure is counted over all requests of the filter, none is sampled.</summary>
    public async Task<LatencySummary> SummariseAsync(RecordFilter filter, LatencyTargets targets, CancellationToken cancellationToken)
    {
        var summary = new SummaryBuilder(targets);
        await foreach (var request in ReadRequestsAsync(filter, cancellationToken).ConfigureAwait(false))
            summary.Add(request);
        return summary.Build();
    }

    /// <summary>The tiles for each version of a template, see <see cref="RecordFilter.Template"/>: of its newest requests, so many at most.</summary>
    public async Task<IReadOnlyDictionary<int, LatencySummary>> SummariseVersionsAsync(RecordFilter filter, LatencyTargets targets, int mostRequests, CancellationToken cancellationToken)
    {
        var versions = new SortedDictionary<int, SummaryBuilder>();
        await foreach (var request in ReadRequestsAsync(filter, cancellationToken).ConfigureAwait(false))
        {
            if (mostRequests-- <= 0)
                break;
            if (request.Whole.TemplateVersion is not { } version)
                continue;
            if (!versions.TryGetValue(version, out var summary))
                versions[version] = summary = new SummaryBuilder(targets);
            summary.Add(request);
        }

        return versions.ToDictionary(pair => pair.Key, pair => pair.Value.Build());
    }

    /// <summary>The chart: one point a bucket from <see cref="RecordFilter.From"/> on, empty buckets included.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The bucket is not positive, or the range holds more than 10,000.</exception>
    public async Task<IReadOnlyList<LatencyPoint>> SeriesAsync(RecordFilter filter, TimeSpan bucket, CancellationToken cancellationToken)
    {
        var series = new SeriesBuilder(filter, bucket);
        await foreach (var request in ReadRequestsAsync(filter, cancellationToken).ConfigureAwait(false))
            series.Add(request.Whole);
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

    /// <summary>The records put together to requests: attempts of one have the same t0, so they come one after another or nearly so.</summary>
    private async IAsyncEnumerable<RequestAttempts> ReadRequestsAsync(RecordFilter filter, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var together = new List<RequestRecord>();
        await foreach (var record in ReadAsync(filter, null, cancellationToken).ConfigureAwait(false))
        {
            if (together.Count > 0 && together[0].StartedAt != record.StartedAt)
            {
                foreach (var request in together.GroupBy(RequestAttempts.RequestOf))
                    yield return new RequestAttempts(request);
                together.Clear();
            }

            together.Add(record);
        }

        foreach (var request in together.GroupBy(RequestAttempts.RequestOf))
            yield return new RequestAttempts(request);
    }

    private async IAsyncEnumerable<RequestRecord> ReadAsync(
        RecordFilter filter, int? limit, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var connection = _database.Open();
        using var command = connection.CreateCommand();
        command.CommandText = $"""
            SELECT {RecordRow.Columns} FROM request
            WHERE started_at >= $from AND started_at < $to
              AND ($model IS NULL OR model = $model OR pool = $model) AND ($outcome IS NULL OR outcome = $outcome) AND ($template IS NULL OR template = $template)
            ORDER BY started_at DESC, id DESC LIMIT $limit
            """;
        command.Parameters.AddWithValue("$from", filter.From.UtcTicks);
        command.Parameters.AddWithValue("$to", filter.To.UtcTicks);
        command.Parameters.AddWithValue("$model", (object?)filter.Model ?? DBNull.Value);
        command.Parameters.AddWithValue("$outcome", (object?)(int?)filter.Outcome ?? DBNull.Value);
        command.Parameters.AddWithValue("$template", (object?)filter.Template ?? DBNull.Value);
        command.Parameters.AddWithValue("$limit", limit ?? -1);
        using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
            yield return RecordRow.Read(reader);
    }
}

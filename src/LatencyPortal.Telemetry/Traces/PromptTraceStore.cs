using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using LatencyPortal.Telemetry.Storage;
using Microsoft.Data.Sqlite;

namespace LatencyPortal.Telemetry.Traces;

/// <summary>
/// Reads what requests left that were composed of templates; <see cref="TelemetryWriter"/> writes it. Every method but
/// <see cref="Salt"/> throws <see cref="SqliteException"/> when the database cannot be read.
/// </summary>
public sealed class PromptTraceStore
{
    private const int SaltBytes = 32;

    private readonly RecordDatabase _database;
    private readonly Lock _gate = new();
    private byte[]? _salt;

    internal PromptTraceStore(RecordDatabase database) => _database = database;

    /// <summary>
    /// The salt of all hashes, drawn once for each installation: without it a short value could be found by trying. Where the database
    /// cannot be read it is drawn anew, for then no trace is kept either.
    /// </summary>
    public ReadOnlyMemory<byte> Salt()
    {
        lock (_gate)
            return _salt ??= ReadSalt();
    }

    /// <summary>The newest traces of a template, in the order of time.</summary>
    /// <param name="template">Name of the template.</param>
    /// <param name="most">Most traces, 1 or more.</param>
    /// <param name="since">Only from this moment on.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async IAsyncEnumerable<TracedRequest> ReadAsync(
        string template, int most, DateTimeOffset since, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 1);
        using var connection = _database.Open();
        using var command = connection.CreateCommand();
        // The first is found in the index alone; a sort would carry the bodies.
        command.CommandText = "SELECT min(at) FROM (SELECT at FROM prompt_trace WHERE template = $template AND at >= $since ORDER BY at DESC LIMIT $most)";
        command.Parameters.AddWithValue("$template", template);
        command.Parameters.AddWithValue("$since", since.UtcTicks);
        command.Parameters.AddWithValue("$most", most);
        if (await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is not long first)
            yield break;
        // Of several at the first moment only the newest few may be wanted.
        command.CommandText = "SELECT max(0, count(*) - $most) FROM prompt_trace WHERE template = $template AND at >= $first";
        command.Parameters.AddWithValue("$first", first);
        var skipped = await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) as long? ?? 0;
        command.CommandText = $"""
            SELECT {TraceRow.Columns} FROM prompt_trace t {TraceRow.Join}
            WHERE t.template = $template AND t.at >= $first ORDER BY t.at LIMIT $most OFFSET $skipped
            """;
        command.Parameters.AddWithValue("$skipped", skipped);
        using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            if (TraceRow.Read(reader) is { } request)
                yield return request;
        }
    }

    /// <summary>What one request left; <see langword="null"/> when it was composed of no template.</summary>
    /// <param name="request">Its id, see <see cref="RequestAttempts.RequestOf"/>.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async Task<TracedRequest?> FindAsync(Guid request, CancellationToken cancellationToken)
    {
        using var connection = _database.Open();
        using var command = connection.CreateCommand();
        command.CommandText = $"SELECT {TraceRow.Columns} FROM prompt_trace t {TraceRow.Join} WHERE t.request_id = $request";
        command.Parameters.AddWithValue("$request", request.ToString());
        using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        return await reader.ReadAsync(cancellationToken).ConfigureAwait(false) ? TraceRow.Read(reader) : null;
    }

    /// <summary>Traces of a template from a moment on.</summary>
    public async Task<int> CountAsync(string template, DateTimeOffset since, CancellationToken cancellationToken)
    {
        using var connection = _database.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT count(*) FROM prompt_trace WHERE template = $template AND at >= $since";
        command.Parameters.AddWithValue("$template", template);
        command.Parameters.AddWithValue("$since", since.UtcTicks);
        return (int)(await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) as long? ?? 0);
    }

    private byte[] ReadSalt()
    {
        var drawn = RandomNumberGenerator.GetBytes(SaltBytes);
        try
        {
            using var connection = _database.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "INSERT INTO trace_salt (id, salt) VALUES (1, $drawn) ON CONFLICT (id) DO NOTHING";
            command.Parameters.AddWithValue("$drawn", drawn);
            command.ExecuteNonQuery();
            command.CommandText = "SELECT salt FROM trace_salt WHERE id = 1";
            return command.ExecuteScalar() as byte[] ?? drawn;
        }
        catch (Exception e) when (e is SqliteException or IOException or UnauthorizedAccessException)
        {
            return drawn;
        }
    }
}

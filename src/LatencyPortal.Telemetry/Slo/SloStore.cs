using System.Text.Json;
using LatencyPortal.Telemetry.Storage;
using Microsoft.Data.Sqlite;

namespace LatencyPortal.Telemetry.Slo;

/// <summary>
/// Counts the good requests of each objective minute by minute, and keeps that: a minute is counted anew from its rows whenever one of them is
/// written, so late and doubled records, several attempts of a request, a jump of the clock and a killed process change nothing in the sums.
/// Any thread. Every method throws <see cref="SqliteException"/> when the database cannot be read or written.
/// </summary>
public sealed class SloStore
{
    private static readonly long EpochMinutes = DateTimeOffset.UnixEpoch.UtcTicks / TimeSpan.TicksPerMinute;

    private readonly RecordDatabase _database;
    private readonly Lock _gate = new();
    private volatile IReadOnlyList<SloObjective> _objectives = [];

    internal SloStore(RecordDatabase database) => _database = database;

    /// <summary>What is counted.</summary>
    public IReadOnlyList<SloObjective> Objectives => _objectives;

    /// <summary>Sets what is counted from now on. Objectives that are new, or judge otherwise than before, are counted for all requests that are still recorded.</summary>
    public void SetObjectives(IReadOnlyList<SloObjective> objectives)
    {
        ArgumentNullException.ThrowIfNull(objectives);
        lock (_gate)
        {
            using var connection = _database.Open();
            using var transaction = connection.BeginTransaction();
            var known = Definitions(connection);
            foreach (var gone in known.Keys.Except(objectives.Select(objective => objective.Id)))
                Execute(connection, "DELETE FROM slo_minute WHERE objective = $id; DELETE FROM slo_definition WHERE objective = $id", ("$id", gone));
            var isNew = false;
            foreach (var objective in objectives)
            {
                var definition = Definition(objective);
                if (known.GetValueOrDefault(objective.Id) == definition)
                    continue;
                isNew = true;
                Execute(
                    connection,
                    "DELETE FROM slo_minute WHERE objective = $id; INSERT INTO slo_definition (objective, definition) VALUES ($id, $definition) ON CONFLICT (objective) DO UPDATE SET definition = $definition",
                    ("$id", objective.Id), ("$definition", definition));
            }

            if (isNew)
                Execute(connection, SloSchema.MarkAllDirty, ("$epoch", EpochMinutes));
            transaction.Commit();
            _objectives = [.. objectives];
        }
    }

    /// <summary>Counts minutes that have new records, the newest first.</summary>
    /// <param name="most">Most minutes to count, 1 or more.</param>
    /// <param name="cancellationToken">Ends between two minutes.</param>
    /// <returns>How many were counted; fewer than <paramref name="most"/> when none is left.</returns>
    public int Count(int most, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 1);
        using var connection = _database.Open();
        var counted = 0;
        foreach (var minute in Dirty(connection, most))
        {
            cancellationToken.ThrowIfCancellationRequested();
            lock (_gate)
                CountMinute(connection, minute);
            counted++;
        }

        return counted;
    }

    /// <summary>Minutes that wait to be counted.</summary>
    public int Waiting()
    {
        using var connection = _database.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT count(*) FROM slo_dirty";
        return Convert.ToInt32(command.ExecuteScalar(), System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <summary>The counted minutes of an objective, ascending; minutes without requests are missing.</summary>
    /// <param name="objective">Its id.</param>
    /// <param name="from">First moment, whose minute is included.</param>
    /// <param name="to">Last moment, whose minute is included.</param>
    public IReadOnlyList<MinuteCount> Read(string objective, DateTimeOffset from, DateTimeOffset to)
    {
        using var connection = _database.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT minute, good, total FROM slo_minute WHERE objective = $id AND minute BETWEEN $from AND $to ORDER BY minute";
        command.Parameters.AddWithValue("$id", objective);
        command.Parameters.AddWithValue("$from", MinuteCount.Of(from));
        command.Parameters.AddWithValue("$to", MinuteCount.Of(to));
        var minutes = new List<MinuteCount>();
        using var reader = command.ExecuteReader();
        while (reader.Read())
            minutes.Add(new MinuteCount(reader.GetInt64(0), new SloCount(reader.GetInt64(1), reader.GetInt64(2))));
        return minutes;
    }

    /// <summary>One transaction, so that a record that comes meanwhile marks the minute again.</summary>
    private void CountMinute(SqliteConnection connection, long minute)
    {
        using var transaction = connection.BeginTransaction(deferred: false);
        var objectives = _objectives;
        var counts = new SloCount[objectives.Count];
        foreach (var request in Requests(connection, minute))
        {
            for (var i = 0; i < counts.Length; i++)
                counts[i] = counts[i].With(SloJudge.Judge(objectives[i], request.Whole));
        }

        for (var i = 0; i < counts.Length; i++)
        {
            // A minute whose rows are deleted already keeps what was counted of it.
            if (counts[i].Total > 0)
            {
                Execute(
                    connection,
                    "INSERT INTO slo_minute (objective, minute, good, total) VALUES ($id, $minute, $good, $total) ON CONFLICT (objective, minute) DO UPDATE SET good = $good, total = $total",
                    ("$id", objectives[i].Id), ("$minute", minute), ("$good", counts[i].Good), ("$total", counts[i].Total));
            }
        }

        Execute(connection, "DELETE FROM slo_dirty WHERE minute = $minute", ("$minute", minute));
        transaction.Commit();
    }

    private static IEnumerable<RequestAttempts> Requests(SqliteConnection connection, long minute)
    {
        using var command = connection.CreateCommand();
        command.CommandText = $"SELECT {RecordRow.Columns} FROM request WHERE started_at >= $from AND started_at < $to";
        command.Parameters.AddWithValue("$from", (minute + EpochMinutes) * TimeSpan.TicksPerMinute);
        command.Parameters.AddWithValue("$to", (minute + 1 + EpochMinutes) * TimeSpan.TicksPerMinute);
        var records = new List<RequestRecord>();
        using var reader = command.ExecuteReader();
        while (reader.Read())
            records.Add(RecordRow.Read(reader));
        // Attempts of a request have the same t0, so all of them lie within the minute.
        return records.GroupBy(RequestAttempts.RequestOf).Select(attempts => new RequestAttempts(attempts));
    }

    private static List<long> Dirty(SqliteConnection connection, int most)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT minute FROM slo_dirty ORDER BY minute DESC LIMIT $most";
        command.Parameters.AddWithValue("$most", most);
        var minutes = new List<long>();
        using var reader = command.ExecuteReader();
        while (reader.Read())
            minutes.Add(reader.GetInt64(0));
        return minutes;
    }

    private static Dictionary<string, string> Definitions(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT objective, definition FROM slo_definition";
        var definitions = new Dictionary<string, string>(StringComparer.Ordinal);
        using var reader = command.ExecuteReader();
        while (reader.Read())
            definitions[reader.GetString(0)] = reader.GetString(1);
        return definitions;
    }

    /// <summary>What decides over good and bad; name, target and window do not.</summary>
    private static string Definition(SloObjective objective) => JsonSerializer.Serialize(new
    {
        objective.Indicator,
        objective.TtftMs,
        objective.TpotMs,
        objective.EndToEndMs,
        objective.CachedShare,
        objective.Scope,
    });

    private static void Execute(SqliteConnection connection, string sql, params ReadOnlySpan<(string Name, object Value)> values)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in values)
            command.Parameters.AddWithValue(name, value);
        command.ExecuteNonQuery();
    }
}

using LatencyPortal.Telemetry.Slo;
using LatencyPortal.Telemetry.Traces;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace LatencyPortal.Telemetry.Storage;

/// <summary>Opens the record database, makes its table and moves a damaged file aside.</summary>
internal sealed partial class RecordDatabase(IOptions<TelemetryOptions> options, TimeProvider time, ILogger<RecordDatabase> logger)
{
    private const int Damaged = 11;    // SQLITE_CORRUPT
    private const int NotADatabase = 26; // SQLITE_NOTADB

    private const string Schema = """
        PRAGMA journal_mode = WAL;
        PRAGMA synchronous = NORMAL;
        CREATE TABLE IF NOT EXISTS request (
            id TEXT PRIMARY KEY,
            parent_id TEXT,
            started_at INTEGER NOT NULL,
            source TEXT NOT NULL,
            model TEXT NOT NULL,
            endpoint TEXT NOT NULL,
            streamed INTEGER NOT NULL,
            t1 REAL, t2 REAL, t3 REAL, t4 REAL, t5 REAL, tn REAL, tend REAL,
            input_tokens INTEGER, cached_input_tokens INTEGER, output_tokens INTEGER, reasoning_tokens INTEGER,
            tokens_estimated INTEGER NOT NULL,
            outcome INTEGER NOT NULL,
            finish_reason TEXT,
            error_kind TEXT,
            drafted_tokens INTEGER, accepted_tokens INTEGER,
            region TEXT, attempt INTEGER, cache_write_tokens INTEGER,
            accepted_prediction_tokens INTEGER, rejected_prediction_tokens INTEGER, wasted_tokens INTEGER, pool TEXT,
            temperature REAL, max_output_tokens INTEGER, limited_by_route INTEGER, template TEXT, stop_advice TEXT, tokens_after_stop INTEGER,
            longest_gap REAL, template_version INTEGER, predicted_cached_tokens INTEGER, provider_miss_reason TEXT, held REAL
        ) WITHOUT ROWID;
        CREATE INDEX IF NOT EXISTS request_started_at ON request (started_at);
        CREATE INDEX IF NOT EXISTS request_parent_id ON request (parent_id) WHERE parent_id IS NOT NULL;
        """;

    /// <summary>Columns that tables of earlier releases lack.</summary>
    private static readonly string[] LaterColumns =
    [
        "drafted_tokens INTEGER", "accepted_tokens INTEGER", "region TEXT", "attempt INTEGER", "cache_write_tokens INTEGER",
        "accepted_prediction_tokens INTEGER", "rejected_prediction_tokens INTEGER", "wasted_tokens INTEGER", "pool TEXT",
        "temperature REAL", "max_output_tokens INTEGER", "limited_by_route INTEGER", "template TEXT", "stop_advice TEXT", "tokens_after_stop INTEGER",
        "longest_gap REAL", "template_version INTEGER", "predicted_cached_tokens INTEGER", "provider_miss_reason TEXT", "held REAL",
    ];

    private readonly Lock _gate = new();
    private bool _ready;

    public SqliteConnection Open()
    {
        lock (_gate)
        {
            if (!_ready)
            {
                Prepare();
                _ready = true;
            }
        }

        return OpenFile();
    }

    private void Prepare()
    {
        try
        {
            CreateTable();
        }
        catch (SqliteException e) when (e.SqliteErrorCode is Damaged or NotADatabase)
        {
            MoveAside();
            CreateTable();
        }
    }

    private void CreateTable()
    {
        using var connection = OpenFile();
        using var command = connection.CreateCommand();
        command.CommandText = Schema + TraceRow.Schema + SloSchema.Create;
        command.ExecuteNonQuery();
        foreach (var column in LaterColumns)
        {
            command.CommandText = $"SELECT count(*) FROM pragma_table_info('request') WHERE name = '{column.Split(' ')[0]}'";
            if (command.ExecuteScalar() is not 0L)
                continue;
            command.CommandText = $"ALTER TABLE request ADD COLUMN {column}";
            command.ExecuteNonQuery();
        }

        command.CommandText = "PRAGMA quick_check(1)";
        if (command.ExecuteScalar() is not "ok")
            throw new SqliteException("The record database is damaged.", Damaged);
    }

    /// <summary>Keeps the damaged file for whoever wants to save it; records are not worth refusing to start.</summary>
    private void MoveAside()
    {
        var path = options.Value.DatabasePath;
        var aside = $"{path}.damaged-{time.GetUtcNow():yyyyMMddHHmmss}";
        SqliteConnection.ClearAllPools();
        File.Move(path, aside, overwrite: true);
        foreach (var suffix in (string[])["-wal", "-shm"])
            File.Delete(path + suffix);
        LogMovedAside(path, aside);
    }

    private SqliteConnection OpenFile()
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = options.Value.DatabasePath,
            DefaultTimeout = 5,
        }.ConnectionString);
        connection.Open();
        return connection;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The record database {Path} is damaged. It was moved to {Aside}; a new one was started")]
    private partial void LogMovedAside(string path, string aside);
}

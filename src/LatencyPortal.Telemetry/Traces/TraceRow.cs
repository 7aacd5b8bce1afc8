using Microsoft.Data.Sqlite;

namespace LatencyPortal.Telemetry.Traces;

/// <summary>Maps a <see cref="PromptTrace"/> to its row and back.</summary>
internal static class TraceRow
{
    public const string Schema = """
        CREATE TABLE IF NOT EXISTS prompt_trace (
            request_id TEXT PRIMARY KEY,
            at INTEGER NOT NULL,
            template TEXT NOT NULL,
            version INTEGER NOT NULL,
            model TEXT NOT NULL,
            conversation INTEGER NOT NULL,
            body BLOB NOT NULL
        );
        CREATE INDEX IF NOT EXISTS prompt_trace_template ON prompt_trace (template, at);
        CREATE INDEX IF NOT EXISTS prompt_trace_at ON prompt_trace (at);
        CREATE TABLE IF NOT EXISTS trace_salt (id INTEGER PRIMARY KEY CHECK (id = 1), salt BLOB NOT NULL);
        """;

    /// <summary>Attempts of a request share its trace; the first one to come is kept.</summary>
    public const string Insert = """
        INSERT INTO prompt_trace (request_id, at, template, version, model, conversation, body)
        VALUES ($request, $at, $template, $version, $model, $conversation, $body)
        ON CONFLICT (request_id) DO NOTHING
        """;

    /// <summary>A trace beside the record of the attempt that answered: another than the first is a child of the request.</summary>
    public const string Columns = """
        t.request_id, t.at, t.template, t.version, t.model, t.conversation, t.body,
        r.model, r.endpoint, r.region, r.input_tokens, r.cached_input_tokens, r.t3 - r.t1, r.provider_miss_reason,
        r.outcome <> 0 AND r.t3 IS NULL
        """;

    /// <summary>Joins the records to traces <c>t</c>.</summary>
    public const string Join = """
        LEFT JOIN request r ON r.id = coalesce(
            (SELECT a.id FROM request a WHERE a.parent_id = t.request_id AND a.attempt <> 0 AND a.outcome = 0 LIMIT 1), t.request_id)
        """;

    public static void Bind(SqliteCommand command, PromptTrace trace)
    {
        command.Parameters.Clear();
        command.Parameters.AddWithValue("$request", trace.RequestId.ToString());
        command.Parameters.AddWithValue("$at", trace.At.UtcTicks);
        command.Parameters.AddWithValue("$template", trace.Template);
        command.Parameters.AddWithValue("$version", trace.Version);
        command.Parameters.AddWithValue("$model", trace.Model);
        command.Parameters.AddWithValue("$conversation", unchecked((long)trace.Conversation));
        command.Parameters.AddWithValue("$body", TraceBody.Write(trace));
    }

    /// <summary><see langword="null"/> for a row whose form is not known.</summary>
    public static TracedRequest? Read(SqliteDataReader row)
    {
        var trace = TraceBody.Read(row.GetFieldValue<byte[]>(6), new PromptTrace
        {
            RequestId = Guid.Parse(row.GetString(0)),
            At = new DateTimeOffset(row.GetInt64(1), TimeSpan.Zero),
            Template = row.GetString(2),
            Version = row.GetInt32(3),
            Model = row.GetString(4),
            Conversation = unchecked((ulong)row.GetInt64(5)),
        });
        return trace is null ? null : new TracedRequest
        {
            Trace = trace,
            Model = Text(7) ?? trace.Model,
            Endpoint = Text(8),
            Region = Text(9),
            InputTokens = row.IsDBNull(10) ? null : row.GetInt32(10),
            CachedTokens = row.IsDBNull(11) ? null : row.GetInt32(11),
            TtftMs = row.IsDBNull(12) ? null : row.GetDouble(12),
            ProviderMissReason = Text(13),
            EndedUnanswered = !row.IsDBNull(14) && row.GetBoolean(14),
        };

        string? Text(int column) => row.IsDBNull(column) ? null : row.GetString(column);
    }
}

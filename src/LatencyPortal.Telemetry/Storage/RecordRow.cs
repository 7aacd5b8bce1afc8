using Microsoft.Data.Sqlite;

namespace LatencyPortal.Telemetry.Storage;

/// <summary>Maps a <see cref="RequestRecord"/> to its row and back.</summary>
internal static class RecordRow
{
    public const string Columns =
        "id, parent_id, started_at, source, model, endpoint, streamed, t1, t2, t3, t4, t5, tn, tend, input_tokens, " +
        "cached_input_tokens, output_tokens, reasoning_tokens, tokens_estimated, outcome, finish_reason, error_kind, " +
        "drafted_tokens, accepted_tokens, region, attempt, cache_write_tokens, accepted_prediction_tokens, rejected_prediction_tokens, wasted_tokens, pool, " +
        "temperature, max_output_tokens, limited_by_route, template, stop_advice, tokens_after_stop, longest_gap, " +
        "template_version, predicted_cached_tokens, provider_miss_reason, held";

    /// <summary>A record is written once; a second write of the same id changes nothing.</summary>
    public const string Insert = $"""
        INSERT INTO request ({Columns})
        VALUES ($id, $parent, $started, $source, $model, $endpoint, $streamed, $t1, $t2, $t3, $t4, $t5, $tn, $tend,
                $input, $cached, $output, $reasoning, $estimated, $outcome, $finish, $error, $drafted, $accepted,
                $region, $attempt, $cacheWrite, $acceptedPrediction, $rejectedPrediction, $wasted, $pool,
                $temperature, $maxOutput, $limitedByRoute, $template, $stopAdvice, $afterStop, $longestGap,
                $templateVersion, $predictedCached, $providerMiss, $held)
        ON CONFLICT (id) DO NOTHING
        """;

    public static void Bind(SqliteCommand command, RequestRecord record)
    {
        var stamps = record.Stamps;
        command.Parameters.Clear();
        Add("$id", record.Id.ToString());
        Add("$parent", record.ParentId?.ToString());
        Add("$started", record.StartedAt.UtcTicks);
        Add("$source", record.Source);
        Add("$model", record.Model);
        Add("$endpoint", record.Endpoint);
        Add("$streamed", record.Streamed ? 1 : 0);
        Add("$t1", stamps.RequestWritten);
        Add("$t2", stamps.Headers);
        Add("$t3", stamps.FirstToken);
        Add("$t4", stamps.FirstAnswer);
        Add("$t5", stamps.FirstPaint);
        Add("$tn", stamps.LastToken);
        Add("$tend", stamps.End);
        Add("$input", record.InputTokens);
        Add("$cached", record.CachedInputTokens);
        Add("$output", record.OutputTokens);
        Add("$reasoning", record.ReasoningTokens);
        Add("$estimated", record.TokensEstimated ? 1 : 0);
        Add("$outcome", (int)record.Outcome);
        Add("$finish", record.FinishReason);
        Add("$error", record.ErrorKind);
        Add("$drafted", record.DraftedTokens);
        Add("$accepted", record.AcceptedTokens);
        Add("$region", record.Region);
        Add("$attempt", (int)record.Attempt);
        Add("$cacheWrite", record.CacheWriteTokens);
        Add("$acceptedPrediction", record.AcceptedPredictionTokens);
        Add("$rejectedPrediction", record.RejectedPredictionTokens);
        Add("$wasted", record.WastedTokens);
        Add("$pool", record.Pool);
        Add("$temperature", record.Temperature);
        Add("$maxOutput", record.MaxOutputTokens);
        Add("$limitedByRoute", record.LimitedByRoute ? 1 : 0);
        Add("$template", record.Template);
        Add("$stopAdvice", record.StopAdvice);
        Add("$afterStop", record.TokensAfterStop);
        Add("$longestGap", record.LongestGapMs);
        Add("$templateVersion", record.TemplateVersion);
        Add("$predictedCached", record.PredictedCachedTokens);
        Add("$providerMiss", record.ProviderMissReason);
        Add("$held", record.HeldMs);

        void Add(string name, object? value) => command.Parameters.AddWithValue(name, value ?? DBNull.Value);
    }

    public static RequestRecord Read(SqliteDataReader row) => new()
    {
        Id = Guid.Parse(row.GetString(0)),
        ParentId = row.IsDBNull(1) ? null : Guid.Parse(row.GetString(1)),
        StartedAt = new DateTimeOffset(row.GetInt64(2), TimeSpan.Zero),
        Source = row.GetString(3),
        Model = row.GetString(4),
        Endpoint = row.GetString(5),
        Streamed = row.GetInt64(6) != 0,
        Stamps = new RequestStamps
        {
            RequestWritten = Real(row, 7),
            Headers = Real(row, 8),
            FirstToken = Real(row, 9),
            FirstAnswer = Real(row, 10),
            FirstPaint = Real(row, 11),
            LastToken = Real(row, 12),
            End = Real(row, 13),
        },
        InputTokens = Integer(row, 14),
        CachedInputTokens = Integer(row, 15),
        OutputTokens = Integer(row, 16),
        ReasoningTokens = Integer(row, 17),
        TokensEstimated = row.GetInt64(18) != 0,
        Outcome = (RequestOutcome)row.GetInt32(19),
        FinishReason = Text(row, 20),
        ErrorKind = Text(row, 21),
        DraftedTokens = Integer(row, 22),
        AcceptedTokens = Integer(row, 23),
        Region = Text(row, 24),
        Attempt = (AttemptKind)(Integer(row, 25) ?? 0),
        CacheWriteTokens = Integer(row, 26),
        AcceptedPredictionTokens = Integer(row, 27),
        RejectedPredictionTokens = Integer(row, 28),
        WastedTokens = Integer(row, 29),
        Pool = Text(row, 30),
        Temperature = Real(row, 31),
        MaxOutputTokens = Integer(row, 32),
        LimitedByRoute = Integer(row, 33) is 1,
        Template = Text(row, 34),
        StopAdvice = Text(row, 35),
        TokensAfterStop = Integer(row, 36),
        LongestGapMs = Real(row, 37),
        TemplateVersion = Integer(row, 38),
        PredictedCachedTokens = Integer(row, 39),
        ProviderMissReason = Text(row, 40),
        HeldMs = Real(row, 41),
    };

    private static double? Real(SqliteDataReader row, int column) => row.IsDBNull(column) ? null : row.GetDouble(column);

    private static int? Integer(SqliteDataReader row, int column) => row.IsDBNull(column) ? null : row.GetInt32(column);

    private static string? Text(SqliteDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);
}

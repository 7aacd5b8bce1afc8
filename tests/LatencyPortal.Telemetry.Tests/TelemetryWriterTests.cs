using LatencyPortal.Telemetry.Storage;
using Microsoft.Data.Sqlite;
using Xunit;

namespace LatencyPortal.Telemetry.Tests;

public sealed class TelemetryWriterTests
{
    private static readonly RecordFilter All = new(Records.Start.AddDays(-60), Records.Start.AddDays(1));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task TryWrite_EveryFieldSet_ComesBackEqual()
    {
        await using var telemetry = await TelemetryFixture.StartAsync();
        var record = Records.Make() with
        {
            ParentId = Guid.CreateVersion7(),
            Streamed = false,
            CachedInputTokens = 20,
            ReasoningTokens = 3,
            DraftedTokens = 9,
            AcceptedTokens = 5,
            TokensEstimated = true,
            Outcome = RequestOutcome.Failed,
            ErrorKind = "broken_stream",
        };

        Assert.True(telemetry.Writer.TryWrite(record));
        await telemetry.Writer.FlushAsync(Token);

        Assert.Equal(record, await telemetry.Store.FindAsync(record.Id, Token));
    }

    [Fact]
    public async Task Start_TableOfAnEarlierRelease_GetsTheLaterColumns()
    {
        await using var telemetry = await TelemetryFixture.StartAsync(path =>
        {
            using var connection = new SqliteConnection($"Data Source={path};Pooling=false");
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = $"""
                CREATE TABLE request (
                    id TEXT PRIMARY KEY, parent_id TEXT, started_at INTEGER NOT NULL, source TEXT NOT NULL, model TEXT NOT NULL,
                    endpoint TEXT NOT NULL, streamed INTEGER NOT NULL, t1 REAL, t2 REAL, t3 REAL, t4 REAL, t5 REAL, tn REAL, tend REAL,
                    input_tokens INTEGER, cached_input_tokens INTEGER, output_tokens INTEGER, reasoning_tokens INTEGER,
                    tokens_estimated INTEGER NOT NULL, outcome INTEGER NOT NULL, finish_reason TEXT, error_kind TEXT
                ) WITHOUT ROWID;
                INSERT INTO request VALUES ('0198f0a2-0000-7000-8000-000000000001', NULL, {Records.Start.UtcTicks}, 'api', 'm', 'e', 1, 0, 1, 2, 2, NULL, 3, 4, 5, NULL, 6, NULL, 0, 0, 'stop', NULL);
                """;
            command.ExecuteNonQuery();
        });
        var record = Records.Make() with
        {
            DraftedTokens = 4,
            AcceptedTokens = 2,
            Temperature = 0.7,
            MaxOutputTokens = 100,
            LimitedByRoute = true,
            Template = "support",
            StopAdvice = "\nUser:",
            TokensAfterStop = 3,
            TemplateVersion = 2,
            PredictedCachedTokens = 40,
            ProviderMissReason = "tools_changed",
        };

        telemetry.Writer.TryWrite(record);
        await telemetry.Writer.FlushAsync(Token);

        Assert.Equal(record, await telemetry.Store.FindAsync(record.Id, Token));
        var old = await telemetry.Store.FindAsync(Guid.Parse("0198f0a2-0000-7000-8000-000000000001"), Token);
        Assert.Equal((6, null, null), (old!.OutputTokens, old.DraftedTokens, old.AcceptedTokens));
        Assert.Equal((null, null, null), (old.TemplateVersion, old.PredictedCachedTokens, old.ProviderMissReason));
        Assert.Equal((null, null, false, null, null, null), (old.Temperature, old.MaxOutputTokens, old.LimitedByRoute, old.Template, old.StopAdvice, old.TokensAfterStop));
        Assert.Equal(6, Assert.Single(await telemetry.Store.OutputLengthsAsync(new RecordFilter(DateTimeOffset.MinValue, Records.Start.AddTicks(1)) with { Model = "m" }, Token)).Longest);
    }

    [Fact]
    public async Task TryReportPaint_AfterTheRecord_AddsTheStampOnce()
    {
        await using var telemetry = await TelemetryFixture.StartAsync();
        var record = Records.Make();
        telemetry.Writer.TryWrite(record);
        await telemetry.Writer.FlushAsync(Token);

        telemetry.Writer.TryReportPaint(record.Id, 123.5);
        telemetry.Writer.TryReportPaint(record.Id, 999);
        await telemetry.Writer.FlushAsync(Token);

        var read = await telemetry.Store.FindAsync(record.Id, Token);
        Assert.Equal(123.5, read?.Stamps.FirstPaint);
    }

    [Fact]
    public async Task TryWrite_QueueFull_DropsAndCounts()
    {
        await using var telemetry = await TelemetryFixture.StartAsync(queueCapacity: 2, start: false);

        Assert.True(telemetry.Writer.TryWrite(Records.Make()));
        Assert.True(telemetry.Writer.TryWrite(Records.Make()));
        Assert.False(telemetry.Writer.TryWrite(Records.Make()));
        Assert.Equal(1, telemetry.Writer.Dropped);
    }

    [Fact]
    public async Task StopAsync_RecordsStillQueued_WritesThem()
    {
        await using var telemetry = await TelemetryFixture.StartAsync(start: false);
        var records = Enumerable.Range(0, 1_000).Select(i => Records.Make(i)).ToList();
        foreach (var record in records)
            telemetry.Writer.TryWrite(record);

        await telemetry.Writer.StartAsync(Token);
        await telemetry.Writer.StopAsync(Token);

        Assert.Equal(records.Count, (await telemetry.Store.NewestAsync(All, 5_000, Token)).Count);
    }

    [Fact]
    public async Task Start_DamagedDatabase_MovesItAsideAndGoesOn()
    {
        await using var telemetry = await TelemetryFixture.StartAsync(
            path => File.WriteAllText(path, new string('x', 8192)));
        var record = Records.Make();

        telemetry.Writer.TryWrite(record);
        await telemetry.Writer.FlushAsync(Token);

        Assert.NotNull(await telemetry.Store.FindAsync(record.Id, Token));
        Assert.Single(Directory.GetFiles(telemetry.Folder, "telemetry.db.damaged-*"));
        Assert.Null(telemetry.Writer.LastError);
    }

    [Fact]
    public async Task TryWrite_DatabaseCannotBeWritten_SaysSoAndRecovers()
    {
        await using var telemetry = await TelemetryFixture.StartAsync(path => Directory.CreateDirectory(path));
        telemetry.Writer.TryWrite(Records.Make());
        await telemetry.Writer.FlushAsync(Token);
        Assert.Equal(1, telemetry.Writer.Dropped);
        Assert.Contains(telemetry.DatabasePath, telemetry.Writer.LastError, StringComparison.Ordinal);

        Directory.Delete(telemetry.DatabasePath);
        var record = Records.Make();
        telemetry.Writer.TryWrite(record);
        await telemetry.Writer.FlushAsync(Token);

        Assert.Null(telemetry.Writer.LastError);
        Assert.NotNull(await telemetry.Store.FindAsync(record.Id, Token));
    }

    [Fact]
    public async Task Sweep_RecordsOlderThanRetention_AreDeleted()
    {
        await using var telemetry = await TelemetryFixture.StartAsync();
        var old = Records.Make(-TimeSpan.FromDays(31).TotalSeconds);
        var kept = Records.Make(-TimeSpan.FromDays(29).TotalSeconds);
        telemetry.Writer.TryWrite(old);
        telemetry.Writer.TryWrite(kept);
        await telemetry.Writer.FlushAsync(Token);

        Assert.Equal([kept], await telemetry.Store.NewestAsync(All, 10, Token));
    }

    [Fact]
    public async Task WatchAsync_RecordWritten_IsHandedOn()
    {
        await using var telemetry = await TelemetryFixture.StartAsync();
        await using var feed = telemetry.Writer.WatchAsync(Token).GetAsyncEnumerator(Token);
        var next = feed.MoveNextAsync();
        var record = Records.Make();

        telemetry.Writer.TryWrite(record);
        await telemetry.Writer.FlushAsync(Token);

        Assert.True(await next);
        Assert.Equal(record, feed.Current);
    }
}

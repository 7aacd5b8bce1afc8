using System.Text.Json;
using CsCheck;
using LatencyPortal.Telemetry.Traces;
using Microsoft.Data.Sqlite;
using Xunit;

namespace LatencyPortal.Telemetry.Tests.Traces;

public sealed class PromptTraceStoreTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static Gen<TracedText> AnyText { get; } = Gen.Select(Gen.ULong, Gen.Int[0, 100_000], Gen.String.Null(), (hash, tokens, text) => new TracedText(hash, tokens, text));

    private static Gen<PromptTrace> AnyTrace { get; } = Gen.Select(
        Gen.Select(Gen.String, Gen.ULong, Gen.Int[0, 9_999], Gen.Int[0, 99_999], Gen.Bool, Gen.String.Null(), (name, hash, tokens, characters, blank, text) => new TracedValue(name, hash, tokens, characters, blank, text)).Array[0, 5],
        Gen.Select(AnyText, Gen.Bool, (text, there) => there ? text : (TracedText?)null).Array[3],
        Gen.Select(Gen.ULong, Gen.Int[0, 9_999], (hash, tokens) => new TracedText(hash, tokens)).Array[0, 6],
        Gen.Select(Gen.ULong, Gen.Int[1, 9_999], Gen.Bool).Array[0, 20],
        Gen.Select(Gen.Int[0, 99], Gen.Int[0, 1], (mark, life) => new TracedBreakpoint(mark, life)).Array[0, 4],
        Gen.Int.Nullable(),
        Gen.Bool,
        Gen.ULong,
        (values, texts, history, steps, points, predicted, automatic, conversation) => Trace(0) with
        {
            Values = values,
            Own = texts[0],
            Tools = texts[1],
            Asked = texts[2],
            History = history,
            Marks = [.. steps.Select((step, i) => new TracedMark(step.Item1, steps.Take(i + 1).Sum(one => one.Item2), step.Item3))],
            Breakpoints = points,
            PredictedCachedTokens = predicted is { } tokens ? Math.Abs(tokens % 1_000_000) : null,
            AutomaticBreakpoint = automatic,
            Conversation = conversation,
        });

    [Fact]
    public void AnyTrace_WrittenAndRead_IsTheSame() => AnyTrace.Sample(trace =>
    {
        var head = Trace(0) with { RequestId = trace.RequestId, Conversation = trace.Conversation };

        Assert.Equal(Json(trace), Json(TraceBody.Read(TraceBody.Write(trace), head)));
    });

    [Fact]
    public void DamagedBytes_AreNoTrace() => AnyTrace.Select(Gen.Int[0, 10_000]).Sample((trace, cut) =>
    {
        var body = TraceBody.Write(trace);

        Assert.Null(TraceBody.Read(body[..(cut % body.Length)], Trace(0)));
        body[0]++;
        Assert.Null(TraceBody.Read(body, Trace(0)));
    });

    [Fact]
    public async Task TryWrite_WithARecord_ComesBackBesideIt()
    {
        await using var telemetry = await TelemetryFixture.StartAsync();
        var record = Records.Make() with
        {
            Region = "eu",
            CachedInputTokens = 30,
            Template = "support",
            TemplateVersion = 4,
            PredictedCachedTokens = 32,
            ProviderMissReason = "system_changed",
        };
        var trace = AnyTrace.Single() with { RequestId = record.Id, Conversation = ulong.MaxValue };

        Assert.True(telemetry.Writer.TryWrite(record, trace));
        await telemetry.Writer.FlushAsync(Token);

        var read = await telemetry.Traces.FindAsync(record.Id, Token);
        Assert.Equal(Json(trace), Json(read!.Trace));
        Assert.Equal(("portal-assistant", "local", "eu", 50, 30, 100, "system_changed"), (read.Model, read.Endpoint, read.Region, read.InputTokens, read.CachedTokens, read.TtftMs, read.ProviderMissReason));
        Assert.Equal(record, await telemetry.Store.FindAsync(record.Id, Token));
        Assert.Null(await telemetry.Traces.FindAsync(Guid.CreateVersion7(), Token));
    }

    [Fact]
    public async Task TryWrite_SeveralAttempts_KeepOneTraceBesideTheOneThatAnswered()
    {
        await using var telemetry = await TelemetryFixture.StartAsync();
        var failed = Records.Make() with { Outcome = RequestOutcome.Failed, InputTokens = null };
        var answered = Records.Make() with { ParentId = failed.Id, Attempt = AttemptKind.Failover, Model = "other/m", CachedInputTokens = 7 };
        var branch = Records.Make() with { ParentId = failed.Id, Model = "branch/m", CachedInputTokens = 9 };
        var trace = Trace(0) with { RequestId = failed.Id };

        telemetry.Writer.TryWrite(branch);
        telemetry.Writer.TryWrite(failed, trace);
        telemetry.Writer.TryWrite(answered, trace);
        await telemetry.Writer.FlushAsync(Token);

        var read = Assert.Single(await ReadAsync(telemetry, 10));
        Assert.Equal(("other/m", 7), (read.Model, read.CachedTokens));
        Assert.Equal(0, telemetry.Writer.Dropped);
    }

    [Fact]
    public async Task Read_Some_AreTheNewestInTheOrderOfTime()
    {
        await using var telemetry = await TelemetryFixture.StartAsync();
        int[] seconds = [50, 10, 30, 20, 40, 30];
        foreach (var at in seconds)
            telemetry.Writer.TryWrite(Records.Make(at), Trace(at));
        telemetry.Writer.TryWrite(Records.Make(60), Trace(60) with { Template = "other" });
        await telemetry.Writer.FlushAsync(Token);

        Assert.Equal([30, 40, 50], await SecondsAsync(3));
        Assert.Equal([30, 30, 40, 50], await SecondsAsync(4));
        Assert.Equal([10, 20, 30, 30, 40, 50], await SecondsAsync(100));
        Assert.Equal([40, 50], await SecondsAsync(100, Records.Start.AddSeconds(31)));
        Assert.Empty(await SecondsAsync(100, Records.Start.AddSeconds(51)));
        Assert.Equal((6, 2), (await telemetry.Traces.CountAsync("support", DateTimeOffset.MinValue, Token), await telemetry.Traces.CountAsync("support", Records.Start.AddSeconds(31), Token)));

        async Task<IEnumerable<int>> SecondsAsync(int most, DateTimeOffset since = default) =>
            (await ReadAsync(telemetry, most, since)).Select(request => (int)(request.Trace.At - Records.Start).TotalSeconds);
    }

    [Fact]
    public async Task Read_RowOfALaterForm_IsPassedOver()
    {
        await using var telemetry = await TelemetryFixture.StartAsync();
        telemetry.Writer.TryWrite(Records.Make(1), Trace(1));
        telemetry.Writer.TryWrite(Records.Make(2), Trace(2));
        await telemetry.Writer.FlushAsync(Token);
        Execute(telemetry, $"UPDATE prompt_trace SET body = x'FF00' WHERE at = {Records.Start.AddSeconds(1).UtcTicks}");

        Assert.Equal(Records.Start.AddSeconds(2), Assert.Single(await ReadAsync(telemetry, 10)).Trace.At);
    }

    [Fact]
    public async Task Sweep_TracesOlderThanRetention_GoWithTheirRecords()
    {
        await using var telemetry = await TelemetryFixture.StartAsync();
        foreach (var days in (int[])[-31, -29])
            telemetry.Writer.TryWrite(Records.Make(days * 86_400), Trace(days * 86_400));
        await telemetry.Writer.FlushAsync(Token);

        Assert.Equal(Records.Start.AddDays(-29), Assert.Single(await ReadAsync(telemetry, 10)).Trace.At);
    }

    [Fact]
    public async Task Salt_IsRandomAndStays()
    {
        await using var telemetry = await TelemetryFixture.StartAsync();
        await using var other = await TelemetryFixture.StartAsync();

        var salt = telemetry.Traces.Salt().ToArray();

        Assert.Equal(32, salt.Length);
        Assert.NotEqual(salt, other.Traces.Salt().ToArray());
        Assert.Equal(salt, Execute(telemetry, "SELECT salt FROM trace_salt"));
        Assert.Equal(salt, telemetry.Traces.Salt().ToArray());
    }

    [Fact]
    public async Task Salt_DatabaseThatCannotBeRead_StillIsOne()
    {
        await using var telemetry = await TelemetryFixture.StartAsync(path => Directory.CreateDirectory(path));

        Assert.Equal(32, telemetry.Traces.Salt().Length);
        Directory.Delete(telemetry.DatabasePath);
    }

    private static async Task<List<TracedRequest>> ReadAsync(TelemetryFixture telemetry, int most, DateTimeOffset since = default)
    {
        var read = new List<TracedRequest>();
        await foreach (var request in telemetry.Traces.ReadAsync("support", most, since, Token))
            read.Add(request);
        return read;
    }

    private static object? Execute(TelemetryFixture telemetry, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={telemetry.DatabasePath};Pooling=false");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }

    private static PromptTrace Trace(double seconds) => new()
    {
        RequestId = Guid.CreateVersion7(),
        At = Records.Start.AddSeconds(seconds),
        Template = "support",
        Version = 4,
        Model = "lab/m",
        Values = [new TracedValue("input", 1, 2, 3)],
    };

    private static string Json(PromptTrace? trace) => JsonSerializer.Serialize(trace);
}

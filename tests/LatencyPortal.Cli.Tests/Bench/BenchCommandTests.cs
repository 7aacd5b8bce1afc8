using LatencyPortal.Testing;

namespace LatencyPortal.Cli.Tests.Bench;

public sealed class BenchCommandTests : IAsyncLifetime
{
    private readonly TempFolder _folder = new();
    private ScriptedEndpoint _endpoint = null!;
    private string _prompts = "";

    public async ValueTask InitializeAsync()
    {
        _endpoint = await ScriptedEndpoint.StartAsync();
        _prompts = _folder.Write("prompts.txt", "one\ntwo\nthree");
    }

    public async ValueTask DisposeAsync()
    {
        await _endpoint.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Bench_ClosedLoop_CountsMeasuredRequestsOnly()
    {
        _endpoint.Fallback = () => Script.Answer("a b c d");

        var result = await BenchAsync("--requests", "7", "--warmup", "2", "--concurrency", "3", "--json");

        Assert.Equal(ExitCode.Done, result.ExitCode);
        Assert.Equal(9, _endpoint.Requests.Count);
        var report = result.Json;
        Assert.Equal(7, report.GetProperty("completed").GetInt32());
        Assert.Equal("{}", report.GetProperty("errors").GetRawText());
        Assert.Equal(System.Text.Json.JsonValueKind.Null, report.GetProperty("stopped").ValueKind);
        foreach (var metric in new[] { "ttftMs", "tpotMs", "e2eMs" })
        {
            Assert.Equal(7, report.GetProperty(metric).GetProperty("n").GetInt32());
            Assert.True(report.GetProperty(metric).GetProperty("p95").GetDouble() >= report.GetProperty(metric).GetProperty("p50").GetDouble());
            Assert.Equal(System.Text.Json.JsonValueKind.Null, report.GetProperty(metric).GetProperty("p99").ValueKind);
        }

        Assert.Equal(4, report.GetProperty("outputTokens").GetProperty("p50").GetInt32());
        Assert.Equal(10, report.GetProperty("inputTokens").GetProperty("max").GetInt32());
        Assert.Equal(System.Text.Json.JsonValueKind.Null, report.GetProperty("targets").ValueKind);
        Assert.Equal(System.Text.Json.JsonValueKind.Null, report.GetProperty("peakMemoryMb").ValueKind);
    }

    [Fact]
    public async Task Bench_SameSeed_SendsTheSamePrompts()
    {
        await BenchAsync("--requests", "3", "--warmup", "0", "--seed", "5");
        await BenchAsync("--requests", "3", "--warmup", "0", "--seed", "5");

        var sent = _endpoint.Requests.Select(request => request.Body).ToList();

        Assert.Equal(sent[..3], sent[3..]);
        Assert.Equal(3, sent[..3].Distinct().Count());
    }

    [Fact]
    public async Task Bench_OpenLoop_SendsAllAndSaysWhereTimesStart()
    {
        var result = await BenchAsync("--requests", "5", "--rate", "1000");

        Assert.Equal(ExitCode.Done, result.ExitCode);
        Assert.Contains("open loop, 1000 arrivals/s", result.Output, StringComparison.Ordinal);
        Assert.Contains("scheduled time to first token", result.Output, StringComparison.Ordinal);
        Assert.Contains("5 completed, 0 errors", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("Targets", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bench_OpenLoop_DoesNotWaitForAnswers()
    {
        var gate = new Gate();
        _endpoint.Fallback = () => Script.Answer().Wait(gate).Token("a").Token("b").Finish().Usage(3, 2);
        var running = BenchAsync("--requests", "4", "--warmup", "0", "--rate", "1000", "--json");

        await _endpoint.WaitForRequestAsync(4, TestContext.Current.CancellationToken);
        gate.Open();

        Assert.Equal(4, (await running).Json.GetProperty("completed").GetInt32());
    }

    [Fact]
    public async Task Bench_OneAtATime_NamesTheTargetsAndTheWatchedProcess()
    {
        var result = await BenchAsync("--requests", "2", "--warmup", "0", "--pid", Environment.ProcessId.ToString());

        Assert.Contains("Targets: TTFT p95 < 300 ms", result.Output, StringComparison.Ordinal);
        Assert.Contains($"Peak resident memory of process {Environment.ProcessId}:", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bench_SomeRequestsFail_AreCountedByCause()
    {
        _endpoint.Enqueue(Script.Answer("fine it is"));
        _endpoint.Enqueue(Script.Error(429, "slow down", "rate_limit_error"));
        _endpoint.Enqueue(Script.Answer().Token("half").Abort());

        var result = await BenchAsync("--requests", "4", "--warmup", "0", "--json");

        Assert.Equal(ExitCode.Done, result.ExitCode);
        Assert.Equal(2, result.Json.GetProperty("completed").GetInt32());
        Assert.Equal(1, result.Json.GetProperty("errors").GetProperty("rate_limited").GetInt32());
        Assert.Equal(1, result.Json.GetProperty("errors").GetProperty("broken_stream").GetInt32());
        Assert.Equal(2, result.Json.GetProperty("e2eMs").GetProperty("n").GetInt32());
    }

    [Fact]
    public async Task Bench_NoUsage_MarksTokensAsEstimated()
    {
        _endpoint.Fallback = () => Script.Answer().Tokens("a", "b", "c").Finish();

        var result = await BenchAsync("--requests", "2", "--warmup", "0");

        Assert.Contains("~output tokens", result.Output, StringComparison.Ordinal);
        Assert.Contains("2 requests reported no usage", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bench_WrongKey_FailsAtOnceWithOneSentence()
    {
        _endpoint.Fallback = () => Script.Error(401, "bad key", code: "invalid_api_key");

        var result = await BenchAsync("--requests", "50", "--key", "sk-wrong", "--json");

        Assert.Equal(ExitCode.Failed, result.ExitCode);
        Assert.Single(_endpoint.Requests);
        Assert.Single(result.Error.Trim().Split('\n'));
        Assert.DoesNotContain("sk-wrong", result.Error + result.Output, StringComparison.Ordinal);
        Assert.NotEmpty(result.Json.GetProperty("error").GetString()!);
    }

    [Fact]
    public async Task Bench_NothingListens_FailsWithOneSentence()
    {
        var gone = await ScriptedEndpoint.StartAsync();
        await gone.DisposeAsync();

        var result = await CliResult.RunAsync("bench", "--url", gone.BaseUrl.ToString(), "--prompts", _prompts);

        Assert.Equal(ExitCode.Failed, result.ExitCode);
        Assert.Single(result.Error.Trim().Split('\n'));
        Assert.Empty(result.Output);
    }

    [Fact]
    public async Task Bench_Cancelled_ReportsWhatItHas()
    {
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        _endpoint.Enqueue(Script.Answer("one two"));
        _endpoint.Enqueue(Script.Answer().Token("half").Hang());
        var running = BenchAsync(cancellation.Token, "--requests", "10", "--warmup", "0", "--json");

        var second = await _endpoint.WaitForRequestAsync(2, TestContext.Current.CancellationToken);
        await cancellation.CancelAsync();
        var result = await running;

        Assert.Equal(ExitCode.Cancelled, result.ExitCode);
        Assert.Equal("cancelled", result.Json.GetProperty("stopped").GetString());
        Assert.Equal(1, result.Json.GetProperty("completed").GetInt32());
        await second.ClientLeftAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Bench_UnknownProcess_SaysSo()
    {
        var result = await BenchAsync("--pid", int.MaxValue.ToString());

        Assert.Equal(ExitCode.Failed, result.ExitCode);
        Assert.Contains(int.MaxValue.ToString(), result.Error, StringComparison.Ordinal);
        Assert.Empty(_endpoint.Requests);
    }

    private Task<CliResult> BenchAsync(params string[] args) => BenchAsync(TestContext.Current.CancellationToken, args);

    private Task<CliResult> BenchAsync(CancellationToken cancellationToken, params string[] args) => CliResult.RunAsync(
        cancellationToken, ["bench", "--url", _endpoint.BaseUrl.ToString(), "--prompts", _prompts, .. args]);
}

using System.Text;
using System.Text.Json;

namespace LatencyPortal.Cli.Tests.Traces;

public sealed class PredictCommandTests : IDisposable
{
    private const string Row = """{"timestamp":0,"input_length":600,"hash_ids":[1,2]}""";

    private static readonly string Golden = Path.Combine(AppContext.BaseDirectory, "golden", "traces");
    private static readonly string Conversation = Path.Combine(Golden, "conversation-500.jsonl");
    private static readonly string Portal = Path.Combine(Golden, "portal.jsonl");

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>The expected figures come from another program; tests/golden/traces tells which.</summary>
    [Fact]
    public async Task Predict_StartOfMooncakesTrace_HasTheFiguresOfTheOtherProgram()
    {
        using var cases = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(Golden, "expected.json"), TestContext.Current.CancellationToken));
        Assert.NotEmpty(cases.RootElement.EnumerateArray());
        foreach (var expected in cases.RootElement.EnumerateArray())
        {
            var options = expected.GetProperty("options").EnumerateObject().SelectMany(option => new[] { $"--{option.Name}", option.Value.ToString() });

            var report = (await PredictAsync(Conversation, [.. options, "--json"])).Json;

            var replicas = expected.GetProperty("replicas").EnumerateArray().ToList();
            Assert.Equal(replicas.Select(Figures), report.GetProperty("replicas").EnumerateArray().Select(Figures));
            Assert.Equal(replicas.Select(Figures).Aggregate((sum, one) => [.. sum.Zip(one, (a, b) => a + b)]), Figures(report));
            Assert.Equal(250, Count(report.GetProperty("secondHalf"), "requests"));
        }
    }

    [Fact]
    public async Task Predict_MooncakesTrace_SaysHowItWasAsked()
    {
        var report = (await PredictAsync(
            Conversation, "--capacity", "2000", "--ttl", "90.5", "--replicas", "4", "--policy", "second-block", "--json")).Json;

        Assert.Equal("mooncake", report.GetProperty("format").GetString());
        Assert.Equal(512, Count(report, "block"));
        Assert.Equal(2000, Count(report, "capacity"));
        Assert.Equal(90.5, report.GetProperty("ttl").GetDouble());
        Assert.Equal("second-block", report.GetProperty("policy").GetString());
        Assert.Equal(Math.Round((double)Count(report, "hitTokens") / Count(report, "tokens"), 4), report.GetProperty("hitTokenShare").GetDouble());
        Assert.Equal(Math.Round((double)Count(report, "hitBlocks") / Count(report, "blocks"), 4), report.GetProperty("hitBlockShare").GetDouble());
        var busiest = report.GetProperty("replicas").EnumerateArray().Max(replica => Count(replica, "requests"));
        Assert.Equal(Math.Round(busiest / 125.0, 4), report.GetProperty("imbalance").GetDouble());
        Assert.Equal(0, Count(report, "reportedRequests"));
        Assert.Equal(JsonValueKind.Null, report.GetProperty("reportedCachedTokens").ValueKind);
    }

    [Fact]
    public async Task Predict_NoCapacity_IsAllThatComes()
    {
        var none = await PredictAsync(Conversation, "--capacity", "0", "--json");
        var leftOut = await PredictAsync(Conversation, "--json");

        Assert.Equal(leftOut.Output, none.Output);
        Assert.Equal(JsonValueKind.Null, none.Json.GetProperty("capacity").ValueKind);
        Assert.Equal(JsonValueKind.Null, none.Json.GetProperty("policy").ValueKind);
        Assert.Equal(1, none.Json.GetProperty("imbalance").GetDouble());
    }

    /// <summary>
    /// Counted by hand: of model a the second request finds 90 tokens, the fourth 40, the fifth 110; b, asked once, finds nothing. The
    /// third of the four that tell was told 50 and predicted 0, the last told 64 and predicted 110.
    /// </summary>
    [Fact]
    public async Task Predict_PortalTrace_StandsBesideWhatWasReported()
    {
        var report = (await PredictAsync(Portal, "--format", "portal", "--json")).Json;

        Assert.Equal([6, 12, 6, 540, 240], Figures(report));
        Assert.Equal(JsonValueKind.Null, report.GetProperty("block").ValueKind);
        Assert.Equal(4, Count(report, "reportedRequests"));
        Assert.Equal(204, Count(report, "reportedCachedTokens"));
        Assert.Equal(200, Count(report, "predictedCachedTokens"));
        Assert.Equal(4, Count(report, "absoluteError"));
        Assert.Equal(24, report.GetProperty("meanAbsoluteError").GetDouble());
    }

    [Fact]
    public async Task Predict_PortalTraceWithTtl_ForgetsWhatNobodyUsed()
    {
        var report = (await PredictAsync(Portal, "--format", "portal", "--ttl", "60", "--json")).Json;

        Assert.Equal([6, 12, 3, 540, 130], Figures(report));
        Assert.Equal(90, Count(report, "predictedCachedTokens"));
    }

    /// <summary>Counted by hand: the first replica finds 90 tokens for the fifth request, the second 40 for the fourth.</summary>
    [Fact]
    public async Task Predict_WithoutJson_IsATable()
    {
        var result = await PredictAsync(Portal, "--format", "portal", "--replicas", "2");

        Assert.Equal(ExitCode.Done, result.ExitCode);
        Assert.Contains("Each cache holds all blocks; 2 replicas, round-robin", result.Output, StringComparison.Ordinal);
        Assert.Matches(@"all +6 +12 +3 +25\.00 % +540 +130 +24\.07 %", result.Output);
        Assert.Contains("replica 2", result.Output, StringComparison.Ordinal);
        Assert.Contains("Busiest replica: 1.00 times the mean of requests", result.Output, StringComparison.Ordinal);
        Assert.Contains("204 told, 90 predicted", result.Output, StringComparison.Ordinal);
        Assert.Empty(result.Error);
    }

    [Fact]
    public async Task Predict_LongFile_TellsHowFarItIsOnTheOtherStream()
    {
        var text = new StringBuilder();
        for (var i = 0; i < 100_001; i++)
            text.Append(Row).Append('\n');

        var result = await PredictAsync(_folder.Write("long.jsonl", text.ToString()), "--json");

        Assert.Equal(100_001, Count(result.Json, "requests"));
        Assert.Equal(200_000, Count(result.Json, "hitBlocks"));
        var lines = result.Error.Trim().Split('\n');
        Assert.Equal(2, lines.Length);
        Assert.StartsWith("50000 requests, 50 % of the file", lines[0], StringComparison.Ordinal);
        Assert.StartsWith("100000 requests, 100 % of the file", lines[1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("holds no request.", "")]
    [InlineData("holds no request.", "\n \n")]
    [InlineData("line 1: it is no JSON.", "timestamp,input_length\n")]
    [InlineData("line 2: it is no JSON.", Row + "\n{\"timestamp\":")]
    [InlineData("line 1: timestamp is missing.", """{"at":0,"inputTokens":1,"marks":[]}""")]
    public async Task Predict_FileThatIsNoTrace_FailsWithOneSentence(string problem, string content)
    {
        var path = _folder.Write("trace.jsonl", content);

        var result = await PredictAsync(path, "--json");

        Assert.Equal(ExitCode.Failed, result.ExitCode);
        Assert.Contains(path, Assert.Single(result.Error.Trim().Split('\n')), StringComparison.Ordinal);
        Assert.Contains(problem, result.Error, StringComparison.Ordinal);
        Assert.Contains(problem, result.Json.GetProperty("error").GetString()!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("700", "line 1: input_length 6758 takes 10 blocks of 700 tokens, but hash_ids has 14")]
    [InlineData("256", "line 1: input_length 6758 takes 27 blocks of 256 tokens, but hash_ids has 14")]
    public async Task Predict_BlockThatIsNotTheTraces_FailsWithOneSentence(string block, string problem)
    {
        var result = await PredictAsync(Conversation, "--block", block);

        Assert.Equal(ExitCode.Failed, result.ExitCode);
        Assert.Contains(problem, Assert.Single(result.Error.Trim().Split('\n')), StringComparison.Ordinal);
        Assert.Empty(result.Output);
    }

    [Fact]
    public async Task Predict_NoSuchFileOrAFolder_FailsWithOneSentence()
    {
        foreach (var path in new[] { Path.Combine(_folder.Path, "no-trace.jsonl"), _folder.Path })
        {
            var result = await PredictAsync(path);

            Assert.Equal(ExitCode.Failed, result.ExitCode);
            Assert.Contains(path, Assert.Single(result.Error.Trim().Split('\n')), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Predict_Cancelled_StopsWithoutAReport()
    {
        using var cancellation = new CancellationTokenSource();
        await cancellation.CancelAsync();

        var result = await CliResult.RunAsync(cancellation.Token, "trace", "predict", "--trace", Conversation, "--json");

        Assert.Equal(ExitCode.Cancelled, result.ExitCode);
        Assert.Empty(result.Output);
    }

    [Theory]
    [InlineData("--policy needs --replicas", "--policy", "round-robin")]
    [InlineData("--policy takes one of round-robin, second-block, longest-prefix, not 'random'", "--replicas", "2", "--policy", "random")]
    [InlineData("--format takes one of mooncake, portal, not 'azure'", "--format", "azure")]
    [InlineData("--block takes a number from 1", "--block", "0")]
    [InlineData("--capacity takes a number from 0", "--capacity", "-1")]
    [InlineData("--ttl takes a number from 0.001", "--ttl", "-5")]
    [InlineData("--replicas takes a number from 1", "--replicas", "-2")]
    public async Task Predict_Misused_SaysWhatIsWrong(string problem, params string[] args)
    {
        var result = await PredictAsync(Conversation, args);

        Assert.Equal(ExitCode.Misused, result.ExitCode);
        Assert.Contains(problem, result.Error, StringComparison.Ordinal);
        Assert.Empty(result.Output);
    }

    private static Task<CliResult> PredictAsync(string trace, params string[] args) => CliResult.RunAsync(["trace", "predict", "--trace", trace, .. args]);

    private static long[] Figures(JsonElement report) =>
        [Count(report, "requests"), Count(report, "blocks"), Count(report, "hitBlocks"), Count(report, "tokens"), Count(report, "hitTokens")];

    private static long Count(JsonElement report, string name) => report.GetProperty(name).GetInt64();
}

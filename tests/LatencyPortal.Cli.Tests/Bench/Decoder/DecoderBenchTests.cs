using System.Text.Json;
using LatencyPortal.Decoding.Tests.TinyModels;

namespace LatencyPortal.Cli.Tests.Bench.Decoder;

public sealed class DecoderBenchTests
{
    [Theory]
    [InlineData("decode", 3, "plainTokensPerSecond", "speculativeTokensPerSecond", "speedup", "acceptance", "identicalShare")]
    [InlineData("prefix", 2, "coldTtftMs", "warmTtftMs", "reduction")]
    [InlineData("batch", 3, "streams", "oneStreamTokensPerSecond", "totalTokensPerSecond", "ratio", "longestStallMs")]
    [InlineData("overhead", 40, "runMs", "stepMs", "overhead", "allocatedBytesPerStep")]
    public async Task Bench_TinyModel_ReportsItsFields(string verb, int rounds, params string[] fields)
    {
        using var model = new TinyFolder(new TinyDecoder { ContextLength = 512 });

        var result = await CliResult.RunAsync(
            "bench", verb, "--model", model.Path, "--rounds", $"{rounds}", "--warm-up", "0", "--draft-tokens", "2", "--json");

        Assert.Equal(ExitCode.Done, result.ExitCode);
        foreach (var field in fields.Append("environment"))
            Assert.NotEqual(JsonValueKind.Undefined, result.Json.GetProperty(field).ValueKind);
        if (verb == "decode")
            Assert.Equal(1, result.Json.GetProperty("identicalShare").GetDouble());
    }
}

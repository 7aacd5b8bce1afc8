namespace LatencyPortal.Cli.Tests;

public sealed class CommandLineTests
{
    [Theory]
    [InlineData("Unknown verb or option 'dance'", "dance")]
    [InlineData("Unknown verb or option '--speed'", "bench", "--speed")]
    [InlineData("--requests takes a number from 1", "bench", "--requests", "0")]
    [InlineData("--requests takes a number from 1", "bench", "--requests", "many")]
    [InlineData("--rate takes a number from", "bench", "--rate", "-1")]
    [InlineData("--rate takes a number from", "bench", "--rate", "NaN")]
    [InlineData("--concurrency takes a number from 1", "bench", "--concurrency", "0")]
    [InlineData("--url takes an http or https address", "bench", "--url", "127.0.0.1:5080")]
    [InlineData("--model and --url exclude each other", "bench", "--model", "x", "--url", "http://127.0.0.1:5080")]
    [InlineData("--rate and --concurrency exclude each other", "bench", "--rate", "2", "--concurrency", "2")]
    [InlineData("--key and --model-name belong to --url", "bench", "--key", "secret")]
    [InlineData("The question is empty", "chat", "  ")]
    [InlineData("Required argument", "models", "check")]
    [InlineData("Required command", "models")]
    [InlineData("Required command", "trace")]
    [InlineData("--trace", "trace", "predict")]
    public async Task Run_Misused_SaysWhatIsWrong(string problem, params string[] args)
    {
        var result = await CliResult.RunAsync(args);

        Assert.Equal(ExitCode.Misused, result.ExitCode);
        Assert.Contains(problem, result.Error, StringComparison.Ordinal);
        Assert.Empty(result.Output);
    }

    [Theory]
    [InlineData("chat", "--help")]
    [InlineData("bench", "--help")]
    [InlineData("models", "check", "--help")]
    [InlineData("trace", "predict", "--help")]
    [InlineData("--help")]
    public async Task Run_Help_IsNoMisuse(params string[] args)
    {
        var result = await CliResult.RunAsync(args);

        Assert.Equal(ExitCode.Done, result.ExitCode);
        Assert.Contains("Usage:", result.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("chat", "hello", "--model")]
    [InlineData("bench", "--prompts", "prompts.txt", "--model")]
    [InlineData("models", "check")]
    public async Task Run_MissingModelFolder_NamesItAndFails(params string[] args)
    {
        using var folder = new TempFolder();
        folder.Write("prompts.txt", "What is TTFT?");
        var missing = Path.Combine(folder.Path, "no-model");

        var result = await CliResult.RunAsync(
            [.. args.Select(arg => arg == "prompts.txt" ? Path.Combine(folder.Path, arg) : arg), missing, "--json"]);

        Assert.Equal(ExitCode.Failed, result.ExitCode);
        Assert.Contains(missing, result.Error, StringComparison.Ordinal);
        Assert.Contains(missing, result.Json.GetProperty("error").GetString()!, StringComparison.Ordinal);
    }
}

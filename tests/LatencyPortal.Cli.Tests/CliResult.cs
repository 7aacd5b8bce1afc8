using System.Text.Json;

namespace LatencyPortal.Cli.Tests;

/// <summary>What one command line did.</summary>
internal sealed record CliResult(int ExitCode, string Output, string Error)
{
    /// <summary>Standard output, which must be exactly one JSON object.</summary>
    public JsonElement Json => JsonDocument.Parse(Output).RootElement;

    public static async Task<CliResult> RunAsync(params string[] args) =>
        await RunAsync(TestContext.Current.CancellationToken, args);

    public static async Task<CliResult> RunAsync(CancellationToken cancellationToken, params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var exitCode = await CommandLine.RunAsync(
            args, new Terminal(TextWriter.Synchronized(output), TextWriter.Synchronized(error)), cancellationToken);
        return new CliResult(exitCode, output.ToString(), error.ToString());
    }
}

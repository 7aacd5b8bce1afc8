using System.CommandLine;
using LatencyPortal.Cli.Bench.Decoder;

namespace LatencyPortal.Cli.Bench;

/// <summary><c>bench</c>: measures TTFT, TPOT and E2E of a model in this process or behind a URL.</summary>
internal static class BenchCommand
{
    public static Command Create(VerbRunner runner)
    {
        var options = new BenchOptions();
        var command = options.AddTo(new Command("bench", "Measure TTFT, TPOT and E2E of the built-in model or of a server; stops by itself."));
        runner.Run(command, (parsed, terminal, json, cancellationToken) =>
            MeasureAsync(options.Target(parsed), options.Settings(parsed), terminal, json, cancellationToken));
        foreach (var part in DecoderBenchCommand.Create(runner))
            command.Add(part);
        return command;
    }

    private static async Task<int> MeasureAsync(
        BenchTarget target, BenchSettings settings, Terminal terminal, bool json, CancellationToken cancellationToken)
    {
        var prompts = target.PromptMix(settings.Seed);
        using var memory = target.Memory();
        var (host, place) = await target.OpenAsync();
        await using (host)
        {
            var outcome = await new BenchRun(host.Model, prompts, settings, terminal.Error).RunAsync(cancellationToken);
            var report = BenchReport.Of(host.Model.Description.Id, place, settings, outcome, memory);
            if (json)
                terminal.WriteJson(report);
            else
                BenchTable.Write(report, terminal);
            return cancellationToken.IsCancellationRequested ? ExitCode.Cancelled
                : report.Completed == 0 ? ExitCode.Failed
                : ExitCode.Done;
        }
    }
}

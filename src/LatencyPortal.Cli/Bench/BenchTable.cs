namespace LatencyPortal.Cli.Bench;

/// <summary>The report of a run for people.</summary>
internal static class BenchTable
{
    public static void Write(BenchReport report, Terminal terminal)
    {
        var output = terminal.Output;
        output.WriteLine($"{report.Model} at {report.Target}: {Load(report.Settings)}, seed {report.Settings.Seed}");
        output.WriteLine(report.Machine);
        if (report.Stopped is { } stopped)
            output.WriteLine($"Ended early ({stopped}): the figures cover the requests that had ended.");
        output.WriteLine();
        terminal.WriteTable(
        [
            ["", "n", "p50", "p95", "p99", "max"],
            Row("TTFT (ms)", report.TtftMs),
            Row("TPOT (ms)", report.TpotMs),
            Row("E2E (ms)", report.E2eMs),
            Row("input tokens", report.InputTokens),
            Row(report.TokensEstimated > 0 ? "~output tokens" : "output tokens", report.OutputTokens),
        ]);
        output.WriteLine();
        output.WriteLine(
            $"{report.Completed} completed, {Errors(report)}, {report.Seconds:F1} s, {Figures.Number(report.TokensPerSecond)} tokens/s");
        if (report.PeakMemoryOf is { } process)
            output.WriteLine($"Peak resident memory of process {process}: {Figures.Number(report.PeakMemoryMb)} MB");
        if (report.Targets is { } targets)
        {
            output.WriteLine(
                $"Targets: TTFT p95 < {targets.TtftMs:F0} ms {Verdict(targets.TtftHeld)}, TPOT p95 < {targets.TpotMs:F0} ms {Verdict(targets.TpotHeld)}");
        }

        output.WriteLine();
        output.WriteLine(report.Settings.Rate is null
            ? "TTFT: request written to first token. E2E: request written to clean end."
            : "TTFT: scheduled time to first token. E2E: scheduled time to clean end.");
        output.WriteLine("TPOT: (last token - first token) / (output tokens - 1). tokens/s: output tokens of all requests / time of the run.");
        output.WriteLine($"Percentiles by nearest rank; p99 from {Percentiles.LeastForP99} samples on.");
        if (report.TokensEstimated > 0)
            output.WriteLine($"~ {report.TokensEstimated} requests reported no usage: their stream pieces are counted as tokens.");
    }

    private static string Load(BenchSettings settings) =>
        $"{settings.Requests} requests after {settings.Warmup} to warm up, "
        + (settings.Rate is { } rate ? $"open loop, {rate:0.###} arrivals/s" : $"closed loop, {settings.Concurrency} at once");

    private static string[] Row(string name, Percentiles sample) =>
    [
        name, sample.N.ToString(), Figures.Number(sample.P50), Figures.Number(sample.P95), Figures.Number(sample.P99), Figures.Number(sample.Max),
    ];

    private static string Errors(BenchReport report) =>
        report.Errors.Count == 0
            ? "0 errors"
            : $"{report.Errors.Values.Sum()} errors ({string.Join(", ", report.Errors.Select(error => $"{error.Value} {error.Key}"))})";

    private static string Verdict(bool held) => held ? "held" : "missed";
}

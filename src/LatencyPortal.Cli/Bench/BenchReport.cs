using System.Runtime.InteropServices;
using LatencyPortal.Telemetry;

namespace LatencyPortal.Cli.Bench;

/// <summary>The JSON of <c>bench</c>; times in ms. What was not measured is null, never 0.</summary>
internal sealed record BenchReport
{
    /// <summary>Model id.</summary>
    public required string Model { get; init; }

    /// <summary>The model folder or the URL.</summary>
    public required string Target { get; init; }

    /// <summary>When the run ended.</summary>
    public required DateTimeOffset At { get; init; }

    public required BenchSettings Settings { get; init; }

    /// <summary>Measured requests that ended cleanly.</summary>
    public required int Completed { get; init; }

    /// <summary>Failed requests by cause.</summary>
    public required IReadOnlyDictionary<string, int> Errors { get; init; }

    /// <summary>Why the run ended before all requests were sent.</summary>
    public required string? Stopped { get; init; }

    /// <summary>Time of the measured part.</summary>
    public required double Seconds { get; init; }

    public required Percentiles TtftMs { get; init; }

    public required Percentiles TpotMs { get; init; }

    public required Percentiles E2eMs { get; init; }

    /// <summary>Tokens of whole prompts as the model reads them, where it reports them.</summary>
    public required Percentiles InputTokens { get; init; }

    public required Percentiles OutputTokens { get; init; }

    /// <summary>Requests whose output tokens are counted from stream pieces because the server reported none.</summary>
    public required int TokensEstimated { get; init; }

    /// <summary>Output tokens of all requests / seconds.</summary>
    public required double? TokensPerSecond { get; init; }

    public required double? PeakMemoryMb { get; init; }

    /// <summary>The process that <see cref="PeakMemoryMb"/> belongs to.</summary>
    public required int? PeakMemoryOf { get; init; }

    /// <summary>Whether the targets hold; null under load, where they do not apply, and when a figure is missing.</summary>
    public required TargetReport? Targets { get; init; }

    /// <summary>Logical processors, system and runtime.</summary>
    public string Machine { get; } =
        $"{Environment.ProcessorCount} processors, {RuntimeInformation.OSDescription}, {RuntimeInformation.OSArchitecture}, {RuntimeInformation.FrameworkDescription}";

    public static BenchReport Of(string model, string target, BenchSettings settings, BenchOutcome outcome, PeakMemory? memory)
    {
        var calls = outcome.Calls;
        var ttft = Percentiles.Of(calls.Select(call => call.TtftMs));
        var tpot = Percentiles.Of(calls.Select(call => call.Record.TimePerOutputToken));
        var tokens = calls.Sum(call => (long)(call.Record.OutputTokens ?? 0));
        return new BenchReport
        {
            Model = model,
            Target = target,
            At = DateTimeOffset.UtcNow,
            Settings = settings,
            Completed = calls.Count(call => call.Error is null),
            Errors = calls.Where(call => call.Error is not null)
                .GroupBy(call => call.Error!).OrderBy(group => group.Key, StringComparer.Ordinal)
                .ToDictionary(group => group.Key, group => group.Count()),
            Stopped = outcome.Stopped,
            Seconds = outcome.Elapsed.TotalSeconds,
            TtftMs = ttft,
            TpotMs = tpot,
            E2eMs = Percentiles.Of(calls.Select(call => call.E2eMs)),
            InputTokens = Percentiles.Of(calls.Select(call => (double?)call.Record.InputTokens)),
            OutputTokens = Percentiles.Of(calls.Select(call => (double?)call.Record.OutputTokens)),
            TokensEstimated = calls.Count(call => call.Record.TokensEstimated),
            TokensPerSecond = tokens > 0 ? tokens / outcome.Elapsed.TotalSeconds : null,
            PeakMemoryMb = memory?.Megabytes(),
            PeakMemoryOf = memory?.ProcessId,
            Targets = settings is { Concurrency: 1, Rate: null } ? TargetReport.Of(ttft, tpot, new LatencyTargets()) : null,
        };
    }
}

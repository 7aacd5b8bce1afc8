using System.Diagnostics;
using LatencyPortal.Decoding;
using LatencyPortal.Decoding.Models;
using LatencyPortal.Decoding.Speculation;
using Microsoft.ML.OnnxRuntime;

namespace LatencyPortal.Cli.Bench.Decoder;

/// <summary>
/// Bare model runs of 1 to 9 tokens and steps of the draft model, taken between the answers, so that what they say holds
/// for the same machine at the same time. Medians count.
/// </summary>
internal sealed class RunCostMeter : IDisposable
{
    private const int Past = 64;
    private const int Repeats = 3;

    private readonly OnnxModelRunner _target;
    private readonly OnnxModelRunner? _draft;
    private readonly RunOptions _run = new();
    private readonly List<double>[] _times = [.. Enumerable.Range(0, DraftPlanner.MostDrafted + 1).Select(_ => new List<double>())];
    private readonly List<double> _draftTimes = [];

    public RunCostMeter(string folder, DecodingOptions options)
    {
        options = options with { MaxSequences = 1 };
        var files = ModelFolder.Read(folder);
        _target = files.Open(options);
        var draft = options.DraftFolder ?? Path.Combine(folder, "draft");
        if (!options.UseDraftModel || !Directory.Exists(draft))
            return;
        var draftFiles = ModelFolder.ReadDraft(draft, files);
        _draft = draftFiles.Open(options);
    }

    /// <summary>Milliseconds of a run of so many tokens.</summary>
    public double Single(int tokens) => Median(_times[tokens - 1]);

    /// <summary>Milliseconds of a step of the draft model; 0 without one.</summary>
    public double DraftStep => _draft is null ? 0 : Median(_draftTimes);

    /// <summary>r(1) to r(9): times of runs of so many tokens in steps of one.</summary>
    public IReadOnlyList<double> Relative => [.. Enumerable.Range(1, _times.Length).Select(tokens => Single(tokens) / Single(1))];

    public void Take()
    {
        var tokens = Enumerable.Repeat(7, _times.Length).ToArray();
        for (var i = 0; i < Repeats; i++)
        {
            for (var size = 1; size <= tokens.Length; size++)
                _times[size - 1].Add(Time(_target, tokens.AsSpan(0, size)));
            if (_draft is not null)
                _draftTimes.Add(Time(_draft, tokens.AsSpan(0, 1)));
        }
    }

    public void Dispose()
    {
        _run.Dispose();
        _target.Dispose();
        _draft?.Dispose();
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    private double Time(OnnxModelRunner runner, ReadOnlySpan<int> tokens)
    {
        runner.SetLength(0, Math.Min(Past, runner.Shape.ContextLength / 2));
        // The weights are in the cache of whoever ran last; in an answer that is this model.
        runner.Extend(0, tokens, _run);
        runner.SetLength(0, Math.Min(Past, runner.Shape.ContextLength / 2));
        var started = Stopwatch.GetTimestamp();
        runner.Extend(0, tokens, _run);
        return Stopwatch.GetElapsedTime(started).TotalMilliseconds;
    }
}

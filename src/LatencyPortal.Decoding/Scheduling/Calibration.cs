using System.Diagnostics;
using LatencyPortal.Decoding.Models;
using Microsoft.ML.OnnxRuntime;

namespace LatencyPortal.Decoding.Scheduling;

/// <summary>
/// Measures what runs cost before the first request comes, so that the first answer already knows which proposals pay: the
/// gain from verifying k tokens hangs on how much longer a run of k + 1 tokens takes, and that differs tenfold between
/// processors and kinds of weights.
/// </summary>
internal static class Calibration
{
    /// <summary>Runs of each size that count; one before them finds its memory and is not counted.</summary>
    private const int Repeats = 5;

    /// <summary>Runs are measured behind some tokens, as they are in an answer.</summary>
    private const int Past = 32;

    /// <summary>Runs of one row with so many tokens, and of all rows together, as far as the time allows.</summary>
    /// <param name="runner">A runner whose rows are empty; they are empty again afterwards.</param>
    /// <param name="costs">Where the costs go.</param>
    /// <param name="sizes">Runs of one row; what the model cannot run at once is left out.</param>
    /// <param name="time">Time after which no further size is begun.</param>
    public static void Measure(OnnxModelRunner runner, StepCosts costs, IReadOnlyList<int> sizes, TimeSpan time)
    {
        using var run = new RunOptions();
        var started = Stopwatch.GetTimestamp();
        var past = Math.Min(Past, runner.Shape.ContextLength / 2);
        var most = Math.Min(runner.MostTokens, runner.Shape.ContextLength - past);
        var tokens = new int[Math.Max(runner.Rows, most)];

        foreach (var size in sizes.Where(size => size <= most).TakeWhile(_ => Stopwatch.GetElapsedTime(started) < time))
        {
            for (var i = 0; i <= Repeats; i++)
            {
                runner.SetLength(0, past);
                var begun = Stopwatch.GetTimestamp();
                runner.Extend(0, tokens.AsSpan(0, size), run);
                if (i > 0)
                    costs.NoteSingle(size, StepCosts.Since(begun));
            }
        }

        for (var rows = 2; rows <= runner.Rows && Stopwatch.GetElapsedTime(started) < time; rows++)
        {
            for (var i = 0; i <= Repeats; i++)
            {
                for (var row = 0; row < rows; row++)
                    runner.SetLength(row, past);
                var begun = Stopwatch.GetTimestamp();
                runner.Step(tokens.AsSpan(0, rows), run);
                if (i > 0)
                    costs.NoteBatch(rows, StepCosts.Since(begun));
            }
        }

        for (var row = 0; row < runner.Rows; row++)
            runner.SetLength(row, 0);
    }
}

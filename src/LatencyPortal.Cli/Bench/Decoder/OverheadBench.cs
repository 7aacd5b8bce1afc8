using System.Diagnostics;
using System.Threading.Channels;
using LatencyPortal.Decoding.Models;
using LatencyPortal.Decoding.Sampling;
using LatencyPortal.Decoding.Scheduling;
using LatencyPortal.Decoding.Text;
using Microsoft.Extensions.Logging.Abstractions;

namespace LatencyPortal.Cli.Bench.Decoder;

/// <summary>What a scheduler step takes beyond the model run inside it, and what it allocates, with one sequence and no proposals.</summary>
internal static class OverheadBench
{
    private const int Block = 10;
    private const int PromptTokens = 32;

    public static Task<object> RunAsync(DecoderBenchSettings settings, Terminal terminal, CancellationToken cancellationToken)
    {
        var files = ModelFolder.Read(settings.Folder);
        var options = settings.Options with { MaxSequences = 2 };
        var runner = files.Open(options);
        using var loop = new DecodeLoop(runner, null, files.Tokenizer.Bytes, new HashSet<int>(), options, NullLogger.Instance);
        var prompt = Enumerable.Range(0, PromptTokens).Select(i => 3 + (i * 7 % 200)).ToArray();
        var (runs, steps, allocated) = (new List<double>(), new List<double>(), 0L);
        var warm = BenchMachine.Warming(settings.WarmUp);
        while (steps.Count * Block < settings.Rounds)
        {
            using var leaving = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var output = Channel.CreateBounded<PieceEvent>(runner.Shape.ContextLength + 3);
            // A hot draw does not repeat itself, so that the guard lets it talk.
            loop.Admit(new DecodeJob(
                prompt, [], runner.Shape.ContextLength - PromptTokens, new SamplingOptions(1.5, 1, 1), null, [], "", false, new TextLog(), output.Writer, leaving.Token));
            loop.Step();
            for (var done = PromptTokens; done + (2 * Block) < runner.Shape.ContextLength; done += Block)
            {
                cancellationToken.ThrowIfCancellationRequested();
                while (output.Reader.TryRead(out _))
                {
                    // Read, so that nothing piles up.
                }

                var (bytes, ticks, started) = (GC.GetAllocatedBytesForCurrentThread(), runner.RunTicks, Stopwatch.GetTimestamp());
                for (var i = 0; i < Block; i++)
                    loop.Step();
                var took = Stopwatch.GetElapsedTime(started);
                ticks = runner.RunTicks - ticks;
                bytes = GC.GetAllocatedBytesForCurrentThread() - bytes;
                if (!warm())
                    continue;
                allocated += bytes;
                steps.Add(took.TotalMilliseconds / Block);
                runs.Add(ticks * 1000.0 / Stopwatch.Frequency / Block);
            }

            leaving.Cancel();
            loop.Step();
        }

        return Task.FromResult<object>(new
        {
            Model = Path.GetFileName(settings.Folder),
            Steps = steps.Count * Block,
            RunMs = Percentiles.Median(runs),
            StepMs = Percentiles.Median(steps),
            // The median of blocks: a neighbour that interrupts one between its runs must not count as overhead.
            Overhead = Percentiles.Median([.. steps.Zip(runs, (step, run) => (step / run) - 1)]),
            AllocatedBytesPerStep = (double)allocated / (steps.Count * Block),
            BenchMachine.Environment,
        });
    }
}

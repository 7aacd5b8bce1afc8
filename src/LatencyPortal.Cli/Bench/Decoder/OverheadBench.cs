using System.Diagnostics;
using System.Threading.Channels;
using LatencyPortal.Decoding.Models;
using LatencyPortal.Decoding.Sampling;
using LatencyPortal.Decoding.Scheduling;
using LatencyPortal.Decoding.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.ML.OnnxRuntime;

namespace LatencyPortal.Cli.Bench.Decoder;

/// <summary>Blocks of scheduler steps and of bare model runs at the same places of the context, in turns.</summary>
internal static class OverheadBench
{
    private const int Block = 10;
    private const int PromptTokens = 32;

    public static Task<object> RunAsync(DecoderBenchSettings settings, Terminal terminal, CancellationToken cancellationToken)
    {
        var files = ModelFolder.Read(settings.Folder);
        var options = settings.Options with { MaxSequences = 2 };
        using var loop = new DecodeLoop(
            OnnxModelRunner.Load(files.Config, options), null, files.Tokenizer.Bytes, new HashSet<int>(), options, NullLogger.Instance);
        using var bare = OnnxModelRunner.Load(files.Config, options);
        using var run = new RunOptions();
        var prompt = Enumerable.Range(0, PromptTokens).Select(i => 3 + (i * 7 % 200)).ToArray();
        var (runs, steps) = (new List<double>(), new List<double>());
        var allocated = 0L;
        var warm = BenchMachine.Warming(settings.WarmUp);
        while (steps.Count * Block < settings.Rounds)
        {
            using var leaving = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var output = Channel.CreateBounded<PieceEvent>(bare.Shape.ContextLength + 3);
            // A hot draw does not repeat itself, so that the guard lets it talk.
            loop.Admit(new DecodeJob(
                prompt, [], bare.Shape.ContextLength - PromptTokens, new SamplingOptions(1.5, 1, 1), null, [], "", false, new TextLog(), output.Writer, leaving.Token));
            loop.Step();
            bare.SetLength(0, 0);
            bare.Extend(0, prompt, run);
            for (var done = PromptTokens; done + (2 * Block) < bare.Shape.ContextLength; done += Block)
            {
                cancellationToken.ThrowIfCancellationRequested();
                while (output.Reader.TryRead(out _))
                {
                    // Read, so that nothing piles up.
                }

                var before = GC.GetAllocatedBytesForCurrentThread();
                var stepped = Time(loop.Step);
                var bytes = GC.GetAllocatedBytesForCurrentThread() - before;
                var ran = Time(() => bare.Extend(0, [7], run));
                if (!warm())
                    continue;
                allocated += bytes;
                steps.Add(stepped);
                runs.Add(ran);
            }

            leaving.Cancel();
            loop.Step();
        }

        // The median of pairs that were taken one after the other: a neighbour that interrupts one must not count as overhead.
        var overhead = Median([.. steps.Zip(runs, (step, bare) => (step / bare) - 1)]);
        return Task.FromResult<object>(new
        {
            Model = Path.GetFileName(settings.Folder),
            Steps = steps.Count * Block,
            RunMs = Median(runs),
            StepMs = Median(steps),
            Overhead = overhead,
            AllocatedBytesPerStep = (double)allocated / (steps.Count * Block),
            BenchMachine.Environment,
        });
    }

    private static double Time(Action step)
    {
        var started = Stopwatch.GetTimestamp();
        for (var i = 0; i < Block; i++)
            step();
        return Stopwatch.GetElapsedTime(started).TotalMilliseconds / Block;
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}

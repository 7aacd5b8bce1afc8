using System.Diagnostics;
using LatencyPortal.Decoding;

namespace LatencyPortal.Cli.Bench.Decoder;

/// <summary>Streams of equal length, alone and together by turns, and how long they stand still when a long prompt joins them.</summary>
internal static class BatchBench
{
    private const int OutputTokens = 300;

    /// <summary>Turns: what else the machine does falls on both sides.</summary>
    private const int Repeats = 7;

    public static async Task<object> RunAsync(DecoderBenchSettings settings, Terminal terminal, CancellationToken cancellationToken)
    {
        var options = settings.Options with { MaxSequences = settings.Rounds + 1 };
        await using var model = (settings with { Options = options }).Load();
        var streams = Math.Min(settings.Rounds, model.MaxSequences);

        // High temperature keeps a small model talking to the end.
        DecodeRequest Stream(int number) => new()
        {
            Messages = [new TemplateMessage("user", $"Tell a long story, number {number}.")],
            MaxTokens = OutputTokens,
            Temperature = 1.5,
            Seed = number,
            LogitBias = model.EndTokens.ToDictionary(id => id, _ => -100.0),
            Speculate = false,
        };

        for (var warm = BenchMachine.Warming(settings.WarmUp); !warm();)
            await TogetherAsync(streams);
        var (single, together, stalls) = (new double[Repeats], new double[Repeats], new double[Repeats]);
        for (var i = 0; i < Repeats; i++)
        {
            single[i] = await TogetherAsync(1);
            together[i] = await TogetherAsync(streams);
        }

        for (var i = 0; i < Repeats; i++)
            stalls[i] = await StallAsync(i);
        return new
        {
            Model = model.Name,
            Streams = streams,
            OneStreamTokensPerSecond = Percentiles.Median(single),
            TotalTokensPerSecond = Percentiles.Median(together),
            Ratio = Percentiles.Median(together) / Percentiles.Median(single),
            LongestStallMs = stalls.Max(),
            MedianStallMs = Percentiles.Median(stalls),
            StallBudgetMs = options.StallBudget.TotalMilliseconds,
            BenchMachine.Environment,
        };

        async Task<double> TogetherAsync(int count)
        {
            var started = Stopwatch.GetTimestamp();
            var answers = await Task.WhenAll(Enumerable.Range(1, count).Select(number => AnswerTimes.TakeAsync(model, Stream(number), cancellationToken)));
            return answers.Sum(answer => answer.Usage.OutputTokens) / Stopwatch.GetElapsedTime(started).TotalSeconds;
        }

        // Each prompt is a new one: what was read before is known.
        async Task<double> StallAsync(int number)
        {
            var running = Enumerable.Range(1, streams).Select(number => AnswerTimes.TakeAsync(model, Stream(100 + number), cancellationToken)).ToList();
            var tokens = Math.Min(2000, model.ContextLength - 64);
            var joins = new DecodeRequest { Messages = [DecoderBenchSettings.LongMessage(model, tokens, 7 + number)], MaxTokens = 1 };
            await AnswerTimes.TakeAsync(model, joins, cancellationToken);
            return (await Task.WhenAll(running)).Max(answer => answer.LongestGapMs);
        }
    }
}

using System.Diagnostics;
using LatencyPortal.Decoding;

namespace LatencyPortal.Cli.Bench.Decoder;

/// <summary>Streams of equal length, alone and together; in the second half a long prompt joins them.</summary>
internal static class BatchBench
{
    private const int OutputTokens = 300;

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
        var single = await TogetherAsync(1);
        var together = await TogetherAsync(streams);
        var stall = await StallAsync();
        return new
        {
            Model = model.Name,
            Streams = streams,
            OneStreamTokensPerSecond = single,
            TotalTokensPerSecond = together,
            Ratio = together / single,
            LongestStallMs = stall,
            StallBudgetMs = options.StallBudget.TotalMilliseconds,
            BenchMachine.Environment,
        };

        async Task<double> TogetherAsync(int count)
        {
            var started = Stopwatch.GetTimestamp();
            var answers = await Task.WhenAll(Enumerable.Range(1, count).Select(number => AnswerTimes.TakeAsync(model, Stream(number), cancellationToken)));
            return answers.Sum(answer => answer.Usage.OutputTokens) / Stopwatch.GetElapsedTime(started).TotalSeconds;
        }

        async Task<double> StallAsync()
        {
            var running = Enumerable.Range(1, streams).Select(number => AnswerTimes.TakeAsync(model, Stream(100 + number), cancellationToken)).ToList();
            var tokens = Math.Min(2000, model.ContextLength - 64);
            var joins = new DecodeRequest { Messages = [DecoderBenchSettings.LongMessage(model, tokens, 7)], MaxTokens = 1 };
            await AnswerTimes.TakeAsync(model, joins, cancellationToken);
            return (await Task.WhenAll(running)).Max(answer => answer.LongestGapMs);
        }
    }
}

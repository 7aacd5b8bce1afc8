using LatencyPortal.Decoding;

namespace LatencyPortal.Cli.Bench.Decoder;

/// <summary>A long message is asked cold, then with another question behind it, then the same once more.</summary>
internal static class PrefixBench
{
    private const int WantedTokens = 2000;
    private const int RoomForAnswers = 64;

    public static async Task<object> RunAsync(DecoderBenchSettings settings, Terminal terminal, CancellationToken cancellationToken)
    {
        await using var model = settings.Load();
        var tokens = Math.Min(WantedTokens, model.ContextLength - (2 * RoomForAnswers));
        if (tokens < RoomForAnswers)
            throw new CliException($"A context of {model.ContextLength} tokens has no room for a prefix that is worth measuring.");
        var (cold, warm, again, steps) = (new List<double>(), new List<double>(), new List<double>(), new List<double>());
        var isWarm = BenchMachine.Warming(settings.WarmUp);
        for (var round = 0; cold.Count < settings.Rounds; round++)
        {
            var prefix = DecoderBenchSettings.LongMessage(model, tokens, round);
            // A tenant of its own: nothing is known of it.
            DecodeRequest Ask(string question) => new()
            {
                Messages = [prefix, new TemplateMessage("assistant", "Yes."), new TemplateMessage("user", question)],
                MaxTokens = 4,
                CacheSalt = $"round {round}",
                Speculate = false,
            };
            var first = await AnswerTimes.TakeAsync(model, Ask("One?"), cancellationToken);
            var second = await AnswerTimes.TakeAsync(model, Ask("Two?"), cancellationToken);
            var third = await AnswerTimes.TakeAsync(model, Ask("Two?"), cancellationToken);
            if (!isWarm())
                continue;
            cold.Add(first.FirstMs);
            warm.Add(second.FirstMs);
            again.Add(third.FirstMs);
            steps.Add(first.DecodeMs / Math.Max(1, first.Usage.OutputTokens - 1));
        }

        var (coldMs, warmMs) = (Percentiles.Median(cold), Percentiles.Median(warm));
        return new
        {
            Model = model.Name,
            PrefixTokens = tokens,
            Rounds = cold.Count,
            ColdTtftMs = coldMs,
            WarmTtftMs = warmMs,
            Reduction = 1 - (warmMs / coldMs),
            FullHitTtftMs = Percentiles.Median(again),
            DecodeStepMs = Percentiles.Median(steps),
            BenchMachine.Environment,
        };
    }
}

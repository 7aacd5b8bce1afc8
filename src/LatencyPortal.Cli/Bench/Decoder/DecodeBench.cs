using LatencyPortal.Decoding;

namespace LatencyPortal.Cli.Bench.Decoder;

/// <summary>Every prompt is answered plainly and with proposals, one after the other, so that both meet the same machine.</summary>
internal static class DecodeBench
{
    private const int MostTokens = 256;

    public static async Task<object> RunAsync(DecoderBenchSettings settings, Terminal terminal, CancellationToken cancellationToken)
    {
        await using var model = settings.Load();
        var (plain, fast) = (new List<AnswerTimes>(), new List<AnswerTimes>());
        var differences = new List<AnswerDifference>();
        // Only quantized models round differently with what shares a run; of theirs the tokens are recorded, plain and fast alike.
        var mayDiffer = model.Details is not { Weights: "fp32", RoundsActivations: false };
        var prompts = settings.Prompts(settings.Rounds);
        var warm = BenchMachine.Warming(settings.WarmUp);
        for (var i = 0; !warm(); i++)
            await AnswerTimes.TakeAsync(model, new DecodeRequest { Messages = prompts[i % prompts.Count], MaxTokens = 64, Speculate = i % 2 == 0 }, cancellationToken);
        var bound = new SpeculationBound(model);
        foreach (var (i, messages) in prompts.Index())
        {
            var request = new DecodeRequest { Messages = messages, MaxTokens = MostTokens, Temperature = settings.Temperature, Seed = i };
            if (settings.Adversarial)
                request = DecoderBenchSettings.LedAstray(request, model);
            if (mayDiffer)
                request = request with { TopLogprobs = AnswerDifference.Alternatives };
            var without = await AnswerTimes.TakeAsync(model, request with { Speculate = false }, cancellationToken);
            var with = await AnswerTimes.TakeAsync(model, request, cancellationToken);
            plain.Add(without);
            fast.Add(with);
            if (without.Text != with.Text)
                differences.Add(AnswerDifference.Of(i, request, without, with, model.VocabularySize));
            if ((i + 1) % 20 == 0)
                await terminal.Error.WriteLineAsync($"{i + 1} of {settings.Rounds}");
        }

        var (before, after) = (Rate(plain), Rate(fast));
        var drafted = fast.Sum(answer => answer.Usage.DraftedTokens);
        var allowed = bound.Take(fast.Sum(answer => Math.Max(0, answer.Usage.OutputTokens - 1)));
        return new
        {
            Model = model.Name,
            model.HasDraftModel,
            Prompts = plain.Count,
            OutputTokens = fast.Sum(answer => answer.Usage.OutputTokens),
            PlainTokensPerSecond = before,
            SpeculativeTokensPerSecond = after,
            Speedup = after / before,
            DraftedTokens = drafted,
            Acceptance = drafted == 0 ? (double?)null : (double)fast.Sum(answer => answer.Usage.AcceptedTokens) / drafted,
            AllowedSpeedup = allowed?.Allowed,
            BestSpeedup = allowed?.Best,
            BestDraftTokens = allowed?.BestDrafted,
            PositionAcceptance = allowed?.Acceptance,
            allowed?.RunMs,
            model.DraftStepMs,
            allowed?.RunCosts,
            Speculation = bound.Sources,
            IdenticalShare = 1 - ((double)differences.Count / plain.Count),
            Differences = differences,
            BenchMachine.Environment,
        };
    }

    /// <summary>Tokens after the first per second of decoding.</summary>
    private static double Rate(List<AnswerTimes> answers) =>
        1000 * answers.Sum(answer => Math.Max(0, answer.Usage.OutputTokens - 1)) / answers.Sum(answer => answer.DecodeMs);
}

using LatencyPortal.Decoding;

namespace LatencyPortal.Cli.Bench.Decoder;

/// <summary>Every prompt is answered plainly and with proposals, one after the other, so that both meet the same machine.</summary>
internal static class DecodeBench
{
    private const int MostTokens = 256;

    public static async Task<object> RunAsync(DecoderBenchSettings settings, Terminal terminal, CancellationToken cancellationToken)
    {
        await using var model = settings.Load();
        using var costs = new RunCostMeter(settings.Folder, settings.Options);
        var (plain, fast) = (new List<AnswerTimes>(), new List<AnswerTimes>());
        var prompts = settings.Prompts(settings.Rounds);
        var warm = BenchMachine.Warming(settings.WarmUp);
        for (var i = 0; !warm(); i++)
            await AnswerTimes.TakeAsync(model, new DecodeRequest { Messages = prompts[i % prompts.Count], MaxTokens = 64, Speculate = i % 2 == 0 }, cancellationToken);
        foreach (var (i, messages) in prompts.Index())
        {
            var request = new DecodeRequest { Messages = messages, MaxTokens = MostTokens, Temperature = settings.Temperature, Seed = i };
            var without = await AnswerTimes.TakeAsync(model, request with { Speculate = false }, cancellationToken);
            var with = await AnswerTimes.TakeAsync(model, request, cancellationToken);
            plain.Add(without);
            fast.Add(with);
            costs.Take();
            if ((i + 1) % 20 == 0)
                await terminal.Error.WriteLineAsync($"{i + 1} of {settings.Rounds}");
        }

        var (before, after) = (Rate(plain), Rate(fast));
        var drafted = fast.Sum(answer => answer.Usage.DraftedTokens);
        var allowed = SpeculationBound.Of(model.Speculation, costs);
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
            AllowedSpeedup = allowed?.Speedup,
            AllowedDraftTokens = allowed?.Drafted,
            PositionAcceptance = allowed?.Acceptance,
            DraftStepShare = allowed?.DraftStep,
            RunCosts = costs.Relative,
            Speculation = model.Speculation,
            IdenticalShare = (double)plain.Zip(fast).Count(pair => pair.First.Text == pair.Second.Text) / plain.Count,
            BenchMachine.Environment,
        };
    }

    /// <summary>Tokens after the first per second of decoding.</summary>
    private static double Rate(List<AnswerTimes> answers) =>
        1000 * answers.Sum(answer => Math.Max(0, answer.Usage.OutputTokens - 1)) / answers.Sum(answer => answer.DecodeMs);
}

using LatencyPortal.Gateway.Prompts.Caching;
using LatencyPortal.Gateway.Prompts.Families;

namespace LatencyPortal.Gateway.Prompts.Replay;

/// <summary>Replays prompts on the cache of one family.</summary>
internal static class FamilyReplay
{
    /// <summary>Prefixes that a replay remembers; some 35 MB at most.</summary>
    private const int MostEntries = 262_144;

    private const int Step = 1_024;

    public static ReplayFigures Run(
        ReplayedPrompts prompts, ModelFamily family, TtftEstimate? ttft, Action<int> advance, CancellationToken cancellationToken)
    {
        var cache = new PrefixCacheModel(family, mostEntries: MostEntries);
        var (cached, written, longer) = (0L, 0L, 0L);
        for (var i = 0; i < prompts.Count; i++)
        {
            if (i % Step == 0)
                cancellationToken.ThrowIfCancellationRequested();
            var at = prompts.At(i);
            // The answer was there before this request came.
            if (family.KeepsAnswers && prompts.Answered(i) is { } answered)
                cache.Keep(answered, at);
            var outcome = cache.Take(prompts.Prompt(i, family), at);
            cached += outcome.CachedTokens;
            written += outcome.WrittenTokens;
            longer += outcome.WrittenLonger;
            if (i % Step == Step - 1)
                advance(Step);
        }

        advance(prompts.Count % Step);
        return Figures(prompts, family, ttft, cached, written, longer);
    }

    private static ReplayFigures Figures(ReplayedPrompts prompts, ModelFamily family, TtftEstimate? ttft, long cached, long written, long longer)
    {
        var units = CachePrices.Units(family, prompts.InputTokens, cached, written, longer);
        return new ReplayFigures(prompts.Count, prompts.InputTokens, cached, written, longer)
        {
            CostUnits = units,
            Dollars = units is { } known && family.InputPricePerMillion is { } price ? (decimal)known / 1_000_000 * price : null,
            TtftMs = ttft is null || prompts.Count == 0 ? null : ttft.BaseMs + (ttft.MsPerUncachedToken * (prompts.InputTokens - cached) / prompts.Count),
        };
    }
}

using LatencyPortal.Gateway.Prompts.Caching;
using LatencyPortal.Gateway.Prompts.Families;
using LatencyPortal.Gateway.Tests.Prompts.Families;
using LatencyPortal.Testing.Upstream;

namespace LatencyPortal.Gateway.Tests.Prompts.Caching;

/// <summary>The engine predicts exactly what an upstream that plays the rule of each family reports, request for request.</summary>
public sealed class ExactnessTests
{
    private const int Requests = 200;

    /// <summary>Some mistakes show only once in some thousand requests, for example one second more of life.</summary>
    private const int MostStories = 10;

    /// <summary>Every family, and one model of each of its variants.</summary>
    public static TheoryData<string, string> All
    {
        get
        {
            var all = new TheoryData<string, string>();
            foreach (var family in Caches.Families.Families)
            {
                all.Add(family.Id, "");
                foreach (var variant in family.Variants.Where(variant => variant.MinimumTokens is not null))
                    all.Add(family.Id, variant.Models[0].Replace("*", "", StringComparison.Ordinal));
            }

            return all;
        }
    }

    /// <summary>Rules that differ a little from the one that is played.</summary>
    public static TheoryData<string, string> Wrong => new()
    {
        { "openai-5.5-and-older", "minimum" },
        { "openai-5.5-and-older", "granularity" },
        { "openai-5.5-and-older", "lifetime" },
        { "openai-5.5-and-older", "refresh" },
        { "openai-5.6", "minimum" },
        { "openai-5.6", "lifetime" },
        { "openai-5.6", "automatic" },
        { "openai-5.6", "writes" },
        { "anthropic", "lookback" },
        { "anthropic", "minimum" },
        { "anthropic", "lifetime" },
        { "gemini-3", "minimum" },
        { "gemini-explicit", "lifetime" },
        { "vllm", "capacity" },
        { "vllm", "last" },
        { "llama.cpp", "capacity" },
        { "llama.cpp", "last" },
        { "deepseek", "minimum" },
    };

    [Theory]
    [MemberData(nameof(All))]
    public void Prediction_IsWhatTheUpstreamReports(string id, string model)
    {
        var family = Caches.Family(id, model);
        var (hits, misses) = (0, new HashSet<CacheMiss>());
        foreach (var (number, predicted, reported) in Compare(family, family, model, seed: id.Length + model.Length))
        {
            Assert.Equal(
                (number, reported.Cached, reported.Written.ElementAtOrDefault(0), reported.Written.ElementAtOrDefault(1)),
                (number, predicted.CachedTokens, predicted.WrittenTokens, predicted.WrittenLonger));
            hits += reported.Cached > 0 ? 1 : 0;
            misses.Add(predicted.Miss);
        }

        // The story says something about the rule.
        if (family.Mechanism == CacheMechanism.None)
            return;
        Assert.InRange(hits, Requests / 10, Requests - 1);
        var expected = new HashSet<CacheMiss> { CacheMiss.None, CacheMiss.NeverSeen };
        if (family.Lifetimes.Any(lifetime => lifetime.Seconds is not null))
            expected.Add(CacheMiss.Expired);
        if (CapacityOf(family) is not null)
            expected.Add(CacheMiss.Evicted);
        Assert.Superset(expected, misses);
    }

    /// <summary>Stories are rich enough to find out a rule that is a little wrong.</summary>
    [Theory]
    [MemberData(nameof(Wrong))]
    public void Prediction_ByAnotherRule_IsFoundOut(string id, string what)
    {
        var family = Caches.Family(id);
        var wrong = what switch
        {
            "minimum" => family with { MinimumTokens = family.MinimumTokens + (family.GranularityTokens ?? 1) },
            "granularity" => family with { GranularityTokens = family.GranularityTokens * 2 },
            "lifetime" => family with { Lifetimes = [.. family.Lifetimes.Select(lifetime => lifetime with { Seconds = lifetime.Seconds + 1, MostSeconds = lifetime.MostSeconds + 1 })] },
            "refresh" => family with { Lifetimes = [.. family.Lifetimes.Select(lifetime => lifetime with { RefreshedOnUse = !lifetime.RefreshedOnUse })] },
            "automatic" => family with { MostReadBreakpoints = 1 },
            "writes" => family with { MostBreakpoints = 3 },
            "lookback" => family with { LookBackBlocks = family.LookBackBlocks - 1 },
            "last" => family with { LastTokenIsComputed = !family.LastTokenIsComputed },
            _ => family with { CapacityTokens = CapacityOf(family) + 32 },
        };

        Assert.Contains(
            Enumerable.Range(0, MostStories).SelectMany(seed => Compare(family, wrong, "", seed)), one => one.Predicted.CachedTokens != one.Reported.Cached);
    }

    /// <summary>Caches that live in a machine's memory are full soon.</summary>
    private static int? CapacityOf(ModelFamily family) =>
        family.Mechanism is CacheMechanism.BlockChain or CacheMechanism.TokenExact ? 320 : null;

    private static IEnumerable<(int Number, CacheOutcome Predicted, CacheReport Reported)> Compare(ModelFamily played, ModelFamily predicted, string model, int seed)
    {
        var upstream = new CacheSimulator(CacheSpec.Read(FamilyFile.Read(played.Id), model), CapacityOf(played));
        var engine = new PrefixCacheModel(predicted, predicted.CapacityTokens ?? CapacityOf(predicted));
        var words = new PromptWords(played);
        var story = new PromptStory(played, seed);
        var at = Caches.Start;
        for (var i = 0; i < Requests; i++)
        {
            var (prompt, pause) = story.Next();
            at += pause;
            var read = words.Read(prompt);
            var seen = engine.Look(read, at);
            var taken = engine.Take(read, at);
            Assert.Equal(taken.CachedTokens, seen);
            yield return (i, taken, upstream.Take(prompt, at));
        }
    }
}

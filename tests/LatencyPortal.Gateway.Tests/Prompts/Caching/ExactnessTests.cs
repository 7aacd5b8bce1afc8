using LatencyPortal.Gateway.Prompts.Caching;
using LatencyPortal.Gateway.Prompts.Families;
using LatencyPortal.Gateway.Tests.Prompts.Families;
using LatencyPortal.Testing.Upstream;

namespace LatencyPortal.Gateway.Tests.Prompts.Caching;

/// <summary>The engine predicts exactly what an upstream that plays the rule of each family reports, request for request.</summary>
public sealed class ExactnessTests
{
    private const int Requests = 200;

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

    [Theory]
    [MemberData(nameof(All))]
    public void Prediction_IsWhatTheUpstreamReports(string id, string model)
    {
        var family = Caches.Family(id, model);
        // Caches that live in a machine's memory are full soon.
        int? capacity = family.Mechanism is CacheMechanism.BlockChain or CacheMechanism.TokenExact ? 640 : null;
        var upstream = new CacheSimulator(CacheSpec.Read(FamilyFile.Read(id), model), capacity);
        var engine = new PrefixCacheModel(family, capacity);
        var words = new PromptWords(family);
        var story = new PromptStory(family, seed: id.Length + model.Length);
        var at = Caches.Start;
        var (hits, misses) = (0, new HashSet<CacheMiss>());
        for (var i = 0; i < Requests; i++)
        {
            var (prompt, pause) = story.Next();
            at += pause;
            var predicted = engine.Take(words.Read(prompt), at);
            var reported = upstream.Take(prompt, at);
            Assert.Equal((i, reported.Cached, reported.Written.ElementAtOrDefault(0), reported.Written.ElementAtOrDefault(1)), (i, predicted.CachedTokens, predicted.WrittenTokens, predicted.WrittenLonger));
            hits += reported.Cached > 0 ? 1 : 0;
            misses.Add(predicted.Miss);
        }

        // The story says something about the rule.
        if (family.Mechanism == CacheMechanism.None)
            return;
        Assert.InRange(hits, Requests / 10, Requests - 5);
        Assert.Superset(new HashSet<CacheMiss> { CacheMiss.None, CacheMiss.NeverSeen }, misses);
    }
}

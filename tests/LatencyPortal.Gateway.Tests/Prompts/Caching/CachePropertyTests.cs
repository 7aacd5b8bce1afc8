using CsCheck;
using LatencyPortal.Gateway.Prompts.Caching;
using LatencyPortal.Gateway.Prompts.Families;

namespace LatencyPortal.Gateway.Tests.Prompts.Caching;

/// <summary>What holds for every family and every order of prompts.</summary>
public sealed class CachePropertyTests
{
    private const double Late = 1e9;

    private static readonly int[] Pauses = [0, 1, 60, 299, 300, 1800, 3600];

    private static readonly ModelFamily[] Families = [.. Caches.Families.Families.Select(family => family with
    {
        // Small figures reach every branch with small prompts.
        MinimumTokens = Math.Min(family.MinimumTokens ?? 1, 32),
        GranularityTokens = family.GranularityTokens is > 1 ? 16 : family.GranularityTokens,
    })];

    /// <summary>A family, and requests of blocks of 16 tokens from few contents, with pauses in seconds.</summary>
    private static readonly Gen<(ModelFamily Family, (int[] Blocks, int Pause)[] Requests)> Traffic = Gen.Select(
        Gen.Int[0, Families.Length - 1].Select(i => Families[i]),
        Gen.Select(Gen.Int[0, 2].Array[1, 12], Gen.Int[0, Pauses.Length - 1].Select(i => Pauses[i])).Array[1, 25]);

    [Fact]
    public void Take_Anything_StaysWithinThePrompt() => Traffic.Sample(traffic =>
    {
        var model = new PrefixCacheModel(traffic.Family, capacityTokens: 400);
        Replay(model, traffic.Requests, (prompt, outcome) =>
        {
            Assert.InRange(outcome.CachedTokens, 0, prompt.TotalTokens);
            Assert.InRange(outcome.AllWritten, 0, prompt.TotalTokens);
            Assert.Equal(outcome.Miss == CacheMiss.None, outcome.MissedMark < 0);
        });
    });

    [Fact]
    public void Look_BeforeAnything_TellsWhatTakeServes_AndChangesNothing() => Traffic.Sample(traffic =>
    {
        var (looked, never) = (new PrefixCacheModel(traffic.Family, capacityTokens: 400), new PrefixCacheModel(traffic.Family, capacityTokens: 400));
        var now = 0.0;
        foreach (var (blocks, pause) in traffic.Requests)
        {
            now += pause;
            var prompt = Prompt(blocks, traffic.Family);
            // Others are looked for too, later ones among them, and none of it is to be seen afterwards.
            looked.Look(Prompt([.. blocks, 7], traffic.Family), Caches.After(now + 9_999));
            var (count, seen) = (looked.Count, looked.Look(prompt, Caches.After(now)));
            Assert.Equal((count, seen), (looked.Count, looked.Look(prompt, Caches.After(now))));
            var outcome = never.Take(prompt, Caches.After(now));
            Assert.Equal(outcome.CachedTokens, seen);
            Assert.Equal(outcome, looked.Take(prompt, Caches.After(now)));
        }
    });

    [Fact]
    public void Take_SamePromptAgainAtOnce_ServesAllThatTheRuleAllows() => Traffic.Sample(traffic =>
    {
        var model = new PrefixCacheModel(traffic.Family);
        Replay(model, traffic.Requests, (prompt, _) =>
        {
            var again = model.Take(prompt, Caches.After(Late));
            Assert.Equal((Most(traffic.Family, prompt), 0), (again.CachedTokens, again.AllWritten));
        }, at: Late);
    });

    [Fact]
    public void Take_LongerLifetime_NeverServesLess() => Traffic.Sample(traffic =>
    {
        // Where uses do not refresh, an entry that dies sooner is written anew sooner, and can outlive one that lives longer: there the
        // longer lifetime is one without end.
        var longer = traffic.Family with
        {
            Lifetimes = [.. traffic.Family.Lifetimes.Select(life => life with { Seconds = life is { RefreshedOnUse: true, MostSeconds: null } ? life.Seconds * 3 : null, MostSeconds = null })],
        };
        var served = new List<int>();
        Replay(new PrefixCacheModel(traffic.Family), traffic.Requests, (_, outcome) => served.Add(outcome.CachedTokens));
        var i = 0;
        Replay(new PrefixCacheModel(longer), traffic.Requests, (_, outcome) => Assert.True(outcome.CachedTokens >= served[i++]));
    });

    [Fact]
    public void Count_ManyPrompts_StaysBounded()
    {
        foreach (var family in Families)
        {
            var model = new PrefixCacheModel(family, mostEntries: 500);
            for (var i = 0; i < 400; i++)
            {
                model.Take(Prompt([i, i + 1, i + 2, i + 3, i + 4], family), Caches.After(i));
                Assert.InRange(model.Count, 0, 1000);
            }

            Assert.True(family.Mechanism == CacheMechanism.None || model.Count == 1000);
        }
    }

    [Fact]
    public void Take_KnownPrompts_AllocatesNothing()
    {
        foreach (var family in Families)
        {
            var model = new PrefixCacheModel(family);
            var prompt = Prompt([.. Enumerable.Range(0, 40)], family);
            for (var i = 0; i < 3; i++)
                model.Take(prompt, Caches.After(i));
            var before = GC.GetAllocatedBytesForCurrentThread();
            model.Take(prompt, Caches.After(4));
            Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        }
    }

    /// <summary>All that a prompt could be served.</summary>
    private static int Most(ModelFamily family, CachedPrompt prompt)
    {
        var total = prompt.TotalTokens;
        var minimum = family.MinimumTokens ?? 1;
        if (total < minimum || family.Mechanism == CacheMechanism.None)
            return 0;
        if (family.LastTokenIsComputed)
            total--;
        return family.Mechanism switch
        {
            CacheMechanism.Automatic => total - ((total - minimum) % (family.GranularityTokens ?? 1)),
            CacheMechanism.BlockChain => total / 16 * 16,
            _ => total,
        };
    }

    private static void Replay(PrefixCacheModel model, (int[] Blocks, int Pause)[] requests, Action<CachedPrompt, CacheOutcome> check, double? at = null)
    {
        var now = 0.0;
        foreach (var (blocks, pause) in requests)
        {
            now += pause;
            var prompt = Prompt(blocks, model.Family);
            check(prompt, model.Take(prompt, Caches.After(at ?? now)));
        }
    }

    private static CachedPrompt Prompt(int[] blocks, ModelFamily family)
    {
        var last = blocks.Length - 1;
        return Caches.Blocks(
            blocks.Select(block => block + 1),
            16,
            family.Mechanism is CacheMechanism.NamedObject || (family.Mechanism is CacheMechanism.BreakpointsWithLookBack && blocks.Length % 2 == 0) ? [new(last)] : null,
            automatic: family.Mechanism is CacheMechanism.BreakpointsWithLookBack or CacheMechanism.ExactBreakpoints && blocks.Length % 2 == 1
                || family.Mechanism is CacheMechanism.ExactBreakpoints);
    }
}

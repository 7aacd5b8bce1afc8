using CsCheck;
using LatencyPortal.Gateway.Resilience.Affinity;

namespace LatencyPortal.Gateway.Tests.Resilience.Affinity;

public sealed class BlockCacheTests
{
    [Fact]
    public void HitsAndAdd_AnyUses_AreThoseOfAList()
    {
        var prefix = Gen.ULong[0, 12].Array[0, 8];
        var use = Gen.Select(prefix, prefix, Gen.Int[0, 4]);
        Gen.Select(use.Array[0, 40], Gen.Int[1, 10], Gen.Int[1, 6], Gen.Bool, Gen.Bool).Sample((uses, most, seconds, bounded, mortal) =>
        {
            int? capacity = bounded ? most : null;
            TimeSpan? lifetime = mortal ? TimeSpan.FromSeconds(seconds) : null;
            var (cache, expected) = (new BlockCache(capacity, lifetime), new NaiveBlockCache(capacity, lifetime));
            var now = TimeSpan.Zero;
            foreach (var (asked, added, wait) in uses)
            {
                now += TimeSpan.FromSeconds(wait);
                Assert.Equal(expected.Hits(asked, now), cache.Hits(asked, now));
                expected.Add(added, now);
                cache.Add(added, now);
                Assert.Equal(expected.Count, cache.Count);
            }
        });
    }

    [Fact]
    public void Hits_ExactlyAtTheEndOfItsLife_IsStillThere()
    {
        var cache = new BlockCache(lifetime: TimeSpan.FromSeconds(5));
        cache.Add([1, 2], TimeSpan.Zero);

        Assert.Equal(2, cache.Hits([1, 2], TimeSpan.FromSeconds(5)));
        Assert.Equal(0, cache.Hits([1, 2], TimeSpan.FromSeconds(5) + TimeSpan.FromTicks(1)));
    }

    [Fact]
    public void Add_BlockInUse_LivesOn()
    {
        var cache = new BlockCache(lifetime: TimeSpan.FromSeconds(5));
        cache.Add([1, 2], TimeSpan.Zero);
        cache.Add([1], TimeSpan.FromSeconds(4));

        Assert.Equal(1, cache.Hits([1, 2], TimeSpan.FromSeconds(8)));
    }

    [Fact]
    public void Add_PrefixLongerThanTheCache_PushesOutItsOwnBeginning()
    {
        var cache = new BlockCache(capacity: 2);
        cache.Add([1, 2, 3]);

        Assert.Equal(2, cache.Count);
        Assert.Equal(0, cache.Hits([1, 2, 3]));
        Assert.Equal(2, cache.Hits([2, 3]));
    }
}

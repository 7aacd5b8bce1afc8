using LatencyPortal.Gateway.Prompts.Caching;
using LatencyPortal.Gateway.Prompts.Families;

namespace LatencyPortal.Gateway.Tests.Prompts.Caching;

/// <summary>DeepSeek's units.</summary>
public sealed class UnitTests
{
    private static readonly ModelFamily DeepSeek = Caches.Family("deepseek");

    [Fact]
    public void CommonPrefix_IsServedFromTheThirdRequestOn()
    {
        var model = new PrefixCacheModel(DeepSeek);
        model.Take(Caches.Text(1, 400, sameUntil: 200), Caches.Start);

        var second = model.Take(Caches.Text(2, 400, sameUntil: 200), Caches.After(1));
        var third = model.Take(Caches.Text(3, 400, sameUntil: 200), Caches.After(2));

        Assert.Equal((0, CacheMiss.NotAtBreakpoint), (second.CachedTokens, second.Miss));
        Assert.Equal((200, CacheMiss.NeverSeen, 200), (third.CachedTokens, third.Miss, third.MissedMark));
    }

    [Fact]
    public void Conversation_IsServedToTheEndOfInputAndOutput()
    {
        var model = new PrefixCacheModel(DeepSeek);
        model.Take(Caches.Text(1, 300), Caches.Start);
        Assert.Equal(300, model.Take(Caches.Text(1, 500), Caches.After(1)).CachedTokens);
        model.Keep(Caches.Text(1, 600), Caches.After(2));

        Assert.Equal(600, model.Take(Caches.Text(1, 700), Caches.After(3)).CachedTokens);
    }

    [Theory]
    [InlineData(63, 0, CacheMiss.BelowMinimum)]
    [InlineData(64, 64, CacheMiss.None)]
    public void Minimum_IsServed(int tokens, int cached, CacheMiss miss)
    {
        var model = new PrefixCacheModel(DeepSeek);
        model.Take(Caches.Text(1, tokens), Caches.Start);

        var outcome = model.Take(Caches.Text(1, tokens), Caches.Start);

        Assert.Equal((cached, miss), (outcome.CachedTokens, outcome.Miss));
    }

    [Fact]
    public void Interval_WhereAFamilyHasOne_IsAUnitAtOnce()
    {
        var model = new PrefixCacheModel(DeepSeek with { GranularityTokens = 128 });
        model.Take(Caches.Text(1, 400, sameUntil: 300), Caches.Start);

        Assert.Equal(256, model.Take(Caches.Text(2, 400, sameUntil: 300), Caches.Start).CachedTokens);
    }
}

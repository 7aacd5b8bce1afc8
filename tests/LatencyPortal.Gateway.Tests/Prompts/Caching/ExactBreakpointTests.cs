using LatencyPortal.Gateway.Prompts.Caching;
using LatencyPortal.Gateway.Prompts.Families;

namespace LatencyPortal.Gateway.Tests.Prompts.Caching;

/// <summary>OpenAI from GPT-5.6 on.</summary>
public sealed class ExactBreakpointTests
{
    private static readonly ModelFamily OpenAI = Caches.Family("openai-5.6");

    [Fact]
    public void Implicit_GrowingConversation_IsServedToTheLastMessage()
    {
        var model = new PrefixCacheModel(OpenAI);
        model.Take(Caches.Blocks([1, 2], 1000, automatic: true), Caches.Start);

        var outcome = model.Take(Caches.Blocks([1, 2, 3, 4], 1000, automatic: true), Caches.Start);

        Assert.Equal((2000, 2000, CacheMiss.NeverSeen, 2), (outcome.CachedTokens, outcome.WrittenTokens, outcome.Miss, outcome.MissedMark));
    }

    [Fact]
    public void Implicit_OtherQuestion_FallsBackToNoUnmarkedPrefix()
    {
        var model = new PrefixCacheModel(OpenAI);
        model.Take(Caches.Blocks([1, 2], 5000, automatic: true), Caches.Start);

        var outcome = model.Take(Caches.Blocks([1, 3], 5000, automatic: true), Caches.Start);

        Assert.Equal((0, CacheMiss.NotAtBreakpoint), (outcome.CachedTokens, outcome.Miss));
    }

    [Fact]
    public void Explicit_MarkedSystemText_IsServed()
    {
        var model = new PrefixCacheModel(OpenAI);
        model.Take(Caches.Blocks([1, 2], 5000, [new(0)], automatic: true), Caches.Start);

        Assert.Equal(5000, model.Take(Caches.Blocks([1, 3], 5000, [new(0)], automatic: true), Caches.Start).CachedTokens);
        Assert.Equal(CacheMiss.NotAtBreakpoint, model.Take(Caches.Blocks([1, 4], 5000, [new(1)]), Caches.Start).Miss);
    }

    [Theory]
    [InlineData(1023, 0)]
    [InlineData(1024, 1024)]
    public void Minimum_CountsForTheWholePrefix(int tokens, int cached)
    {
        var model = new PrefixCacheModel(OpenAI);
        model.Take(Caches.Blocks([1], tokens, automatic: true), Caches.Start);

        Assert.Equal(cached, model.Take(Caches.Blocks([1], tokens, automatic: true), Caches.Start).CachedTokens);
    }

    [Theory]
    [InlineData(1799, 2000)]
    [InlineData(1800, 0)]
    public void Lifetime_IsThirtyMinutes(double seconds, int cached)
    {
        var model = new PrefixCacheModel(OpenAI);
        model.Take(Caches.Blocks([1], 2000, automatic: true), Caches.Start);

        Assert.Equal(cached, model.Take(Caches.Blocks([1], 2000, automatic: true), Caches.After(seconds)).CachedTokens);
    }

    [Fact]
    public void ManyBlocks_AreNoLimitOfTheirOwn()
    {
        var model = new PrefixCacheModel(OpenAI);
        model.Take(Caches.Blocks([1], 2000, automatic: true), Caches.Start);

        Assert.Equal(2000, model.Take(Caches.Blocks(Enumerable.Range(1, 300), 2000, automatic: true), Caches.Start).CachedTokens);
    }

    [Theory]
    [InlineData(80, 2000, CacheMiss.NeverSeen)]
    [InlineData(81, 0, CacheMiss.BeyondLookBack)]
    public void Breakpoints_TheLatestEightyCount(int marked, int cached, CacheMiss miss)
    {
        var model = new PrefixCacheModel(OpenAI);
        model.Take(Caches.Blocks([1], 2000, [new(0)]), Caches.Start);

        var outcome = model.Take(
            Caches.Blocks(Enumerable.Range(1, marked), 2000, Enumerable.Range(0, marked).Select(i => new CacheBreakpoint(i))), Caches.Start);

        Assert.Equal((cached, miss), (outcome.CachedTokens, outcome.Miss));
    }

    [Fact]
    public void Breakpoints_TheLatestFourAreWritten()
    {
        var model = new PrefixCacheModel(OpenAI);
        CachedPrompt Ask(params int[] blocks) => Caches.Blocks(blocks, 2000, Enumerable.Range(0, blocks.Length).Select(i => new CacheBreakpoint(i)));
        model.Take(Ask(1, 2, 3, 4, 5), Caches.Start);

        Assert.Equal(0, model.Take(Ask(1, 9), Caches.Start).CachedTokens);
        Assert.Equal(4000, model.Take(Ask(1, 2, 9), Caches.Start).CachedTokens);
    }
}

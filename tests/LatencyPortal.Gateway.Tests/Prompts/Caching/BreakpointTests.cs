using LatencyPortal.Gateway.Prompts.Caching;
using LatencyPortal.Gateway.Prompts.Families;

namespace LatencyPortal.Gateway.Tests.Prompts.Caching;

/// <summary>Anthropic, Bedrock and Gemini's explicit cache.</summary>
public sealed class BreakpointTests
{
    private const int OneHour = 1;

    private static readonly ModelFamily Claude = Caches.Family("anthropic", "claude-sonnet-5");

    [Theory]
    [InlineData(1023, 0, CacheMiss.BelowMinimum)]
    [InlineData(1024, 1024, CacheMiss.None)]
    public void Claude_SamePromptTwice_HasTheMinimumOfTheModel(int tokens, int cached, CacheMiss miss)
    {
        var model = new PrefixCacheModel(Claude);
        var prompt = Caches.Blocks([1], tokens, [new(0)]);
        Assert.Equal(cached, model.Take(prompt, Caches.Start).WrittenTokens);

        var outcome = model.Take(prompt, Caches.Start);

        Assert.Equal((cached, 0, miss), (outcome.CachedTokens, outcome.AllWritten, outcome.Miss));
    }

    [Theory]
    [InlineData(20, 1, CacheMiss.NeverSeen)]
    [InlineData(21, 0, CacheMiss.BeyondLookBack)]
    public void Claude_Turn_IsFoundTwentyBlocksBack(int more, int cachedBlocks, CacheMiss miss)
    {
        var model = new PrefixCacheModel(Claude);
        model.Take(Caches.Blocks([1], 2000, [new(0)]), Caches.Start);

        var outcome = model.Take(Caches.Blocks(Enumerable.Range(1, 1 + more), 2000, [new(more)]), Caches.Start);

        Assert.Equal((2000 * cachedBlocks, miss), (outcome.CachedTokens, outcome.Miss));
        Assert.Equal(2000 * (1 + more - cachedBlocks), outcome.WrittenTokens);
    }

    [Fact]
    public void Claude_BreakpointBetween_BridgesALongTurn()
    {
        var model = new PrefixCacheModel(Claude);
        model.Take(Caches.Blocks([1], 2000, [new(0)]), Caches.Start);

        Assert.Equal(2000, model.Take(Caches.Blocks(Enumerable.Range(1, 30), 2000, [new(15), new(29)]), Caches.Start).CachedTokens);
    }

    [Fact]
    public void Claude_SharedSystemText_IsServedOnlyWhereItIsMarked()
    {
        var unmarked = new PrefixCacheModel(Claude);
        unmarked.Take(Caches.Blocks([1, 2], 2000, [new(1)]), Caches.Start);
        var marked = new PrefixCacheModel(Claude);
        marked.Take(Caches.Blocks([1, 2], 2000, [new(0), new(1)]), Caches.Start);

        var miss = unmarked.Take(Caches.Blocks([1, 3], 2000, [new(1)]), Caches.Start);
        var hit = marked.Take(Caches.Blocks([1, 3], 2000, [new(0), new(1)]), Caches.Start);

        Assert.Equal((0, CacheMiss.NotAtBreakpoint, 0), (miss.CachedTokens, miss.Miss, miss.MissedMark));
        Assert.Equal((2000, CacheMiss.NeverSeen, 1), (hit.CachedTokens, hit.Miss, hit.MissedMark));
    }

    [Theory]
    [InlineData(299.999, 2000)]
    [InlineData(300, 0)]
    public void Claude_FiveMinutes_EndAtTheVeryMoment(double seconds, int cached)
    {
        var model = new PrefixCacheModel(Claude);
        var prompt = Caches.Blocks([1], 2000, [new(0)]);
        model.Take(prompt, Caches.Start);

        var outcome = model.Take(prompt, Caches.After(seconds));

        Assert.Equal((cached, cached == 0 ? CacheMiss.Expired : CacheMiss.None), (outcome.CachedTokens, outcome.Miss));
    }

    [Fact]
    public void Claude_Use_LetsTheLifetimeBeginAnew()
    {
        var model = new PrefixCacheModel(Claude);
        var prompt = Caches.Blocks([1], 2000, [new(0)]);
        model.Take(prompt, Caches.Start);
        model.Take(prompt, Caches.After(200));

        Assert.Equal(2000, model.Take(prompt, Caches.After(450)).CachedTokens);
        Assert.Equal(CacheMiss.Expired, model.Take(prompt, Caches.After(750)).Miss);
    }

    [Fact]
    public void Claude_TwoLifetimes_PayForWhatLiesBetweenTheirBreakpoints()
    {
        var model = new PrefixCacheModel(Claude);
        var prompt = Caches.Blocks([1, 2, 3], 2000, [new(0, OneHour), new(2)]);

        var first = model.Take(prompt, Caches.Start);
        var later = model.Take(prompt, Caches.After(1800));

        Assert.Equal((4000, 2000), (first.WrittenTokens, first.WrittenLonger));
        Assert.Equal((2000, 4000, 0, CacheMiss.Expired), (later.CachedTokens, later.WrittenTokens, later.WrittenLonger, later.Miss));
    }

    [Fact]
    public void Claude_LongerLifetimeBehindAShorterOne_IsRefused()
    {
        var model = new PrefixCacheModel(Claude);
        var prompt = Caches.Blocks([1, 2], 2000, [new(0), new(1, OneHour)]);

        Assert.Contains("longer lifetimes have to come first", model.Check(prompt), StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => model.Take(prompt, Caches.Start));
    }

    [Fact]
    public void Claude_FiveBreakpoints_AreRefusedTheAutomaticOneIncluded()
    {
        var model = new PrefixCacheModel(Claude);
        CacheBreakpoint[] four = [new(0), new(1), new(2), new(3)];

        Assert.Null(model.Check(Caches.Blocks(Enumerable.Range(1, 5), 2000, four)));
        Assert.Contains("5 breakpoints", model.Check(Caches.Blocks(Enumerable.Range(1, 5), 2000, four, automatic: true)), StringComparison.Ordinal);
        Assert.Null(model.Check(Caches.Blocks(Enumerable.Range(1, 4), 2000, four, automatic: true)));
    }

    [Fact]
    public void Claude_Automatic_MovesForward()
    {
        var model = new PrefixCacheModel(Claude);
        model.Take(Caches.Blocks([1, 2], 2000, automatic: true), Caches.Start);

        var outcome = model.Take(Caches.Blocks([1, 2, 3], 2000, automatic: true), Caches.Start);

        Assert.Equal((4000, 2000), (outcome.CachedTokens, outcome.WrittenTokens));
    }

    [Fact]
    public void Claude_NothingMarked_IsNotCached()
    {
        var model = new PrefixCacheModel(Claude);
        model.Take(Caches.Blocks([1], 2000), Caches.Start);

        Assert.Equal(new CacheOutcome(0, 0, 0, CacheMiss.NotAtBreakpoint, 0), model.Take(Caches.Blocks([1], 2000), Caches.Start));
    }

    [Fact]
    public void GeminiExplicit_Object_LivesFromItsMakingAndIsMatchedWhole()
    {
        var model = new PrefixCacheModel(Caches.Family("gemini-explicit"));
        CachedPrompt Ask(int question) => Caches.Blocks([1, question], 5000, [new(0)]);
        Assert.Equal(5000, model.Take(Ask(2), Caches.Start).WrittenTokens);

        Assert.Equal(5000, model.Take(Ask(3), Caches.After(3599)).CachedTokens);
        Assert.Equal(CacheMiss.Expired, model.Take(Ask(4), Caches.After(3600)).Miss);
        Assert.Equal(0, model.Take(Caches.Blocks([1, 2], 5000, [new(1)]), Caches.After(3601)).CachedTokens);
    }

    [Fact]
    public void Prompt_ThatCannotBe_IsRefused()
    {
        var model = new PrefixCacheModel(Claude);
        PrefixMark[] marks = [new(1, 10), new(2, 20)];

        Assert.Contains("ascend", model.Check(new CachedPrompt { Marks = new PrefixMark[] { new(1, 10), new(2, 10) }, TotalTokens = 10 }), StringComparison.Ordinal);
        Assert.Contains("fewer tokens", model.Check(new CachedPrompt { Marks = marks, TotalTokens = 19 }), StringComparison.Ordinal);
        Assert.Contains("Content blocks", model.Check(new CachedPrompt { Marks = marks, TotalTokens = 20, Blocks = new[] { 2 } }), StringComparison.Ordinal);
        Assert.Contains("No content block ends", model.Check(new CachedPrompt { Marks = marks, TotalTokens = 20, Blocks = new[] { 1 }, Breakpoints = new CacheBreakpoint[] { new(0) } }), StringComparison.Ordinal);
        Assert.Contains("lifetime 2", model.Check(new CachedPrompt { Marks = marks, TotalTokens = 20, Breakpoints = new CacheBreakpoint[] { new(0, 2) } }), StringComparison.Ordinal);
        Assert.Contains("Breakpoints", model.Check(new CachedPrompt { Marks = marks, TotalTokens = 20, Breakpoints = new CacheBreakpoint[] { new(1), new(0) } }), StringComparison.Ordinal);
    }
}

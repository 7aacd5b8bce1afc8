using LatencyPortal.Gateway.Prompts.Caching;
using LatencyPortal.Gateway.Prompts.Families;

namespace LatencyPortal.Gateway.Tests.Prompts.Caching;

/// <summary>Automatic caches, chains of blocks, and caches that are exact to the token.</summary>
public sealed class ChainTests
{
    private const int InMemory = 1;

    private static readonly ModelFamily OpenAI = Caches.Family("openai-5.5-and-older");

    [Theory]
    [InlineData(1023, 0, CacheMiss.BelowMinimum)]
    [InlineData(1024, 1024, CacheMiss.None)]
    [InlineData(1151, 1024, CacheMiss.None)]
    [InlineData(1152, 1152, CacheMiss.None)]
    [InlineData(2048, 2048, CacheMiss.None)]
    public void OpenAI_SamePromptTwice_ServesMinimumAndWholeSteps(int tokens, int cached, CacheMiss miss)
    {
        var model = new PrefixCacheModel(OpenAI);
        var prompt = Caches.Text(1, tokens, every: 128);

        var first = model.Take(prompt, Caches.Start);
        var second = model.Take(prompt, Caches.Start);

        Assert.Equal((0, cached), (first.CachedTokens, first.WrittenTokens));
        Assert.Equal((cached, 0, miss), (second.CachedTokens, second.WrittenTokens, second.Miss));
    }

    [Fact]
    public void OpenAI_CommonPrefix_IsServedInSteps()
    {
        var model = new PrefixCacheModel(OpenAI);
        model.Take(Caches.Text(1, 3000, every: 128, sameUntil: 1500), Caches.Start);

        var outcome = model.Take(Caches.Text(2, 3000, every: 128, sameUntil: 1500), Caches.Start);

        Assert.Equal((1408, CacheMiss.NeverSeen, 11), (outcome.CachedTokens, outcome.Miss, outcome.MissedMark));
    }

    [Theory]
    [InlineData(299.999, 1024)]
    [InlineData(300, 0)]
    public void OpenAI_Idle_ExpiresAtTheVeryMoment(double seconds, int cached)
    {
        var model = new PrefixCacheModel(OpenAI);
        var prompt = Caches.Text(1, 1024, every: 128, lifetime: InMemory);
        model.Take(prompt, Caches.Start);

        var outcome = model.Take(prompt, Caches.After(seconds));

        Assert.Equal((cached, cached == 0 ? CacheMiss.Expired : CacheMiss.None), (outcome.CachedTokens, outcome.Miss));
        Assert.Equal(1024 - cached, outcome.WrittenLonger);
    }

    [Fact]
    public void OpenAI_InUse_LivesAnHourAtMost()
    {
        var model = new PrefixCacheModel(OpenAI);
        var prompt = Caches.Text(1, 1024, every: 128, lifetime: InMemory);
        for (var seconds = 0; seconds < 3600; seconds += 240)
            Assert.Equal(seconds == 0 ? 0 : 1024, model.Take(prompt, Caches.After(seconds)).CachedTokens);

        Assert.Equal(CacheMiss.Expired, model.Take(prompt, Caches.After(3600)).Miss);
    }

    [Fact]
    public void OpenAI_TwoLifetimes_TheLongerOneStays()
    {
        var model = new PrefixCacheModel(OpenAI);
        model.Take(Caches.Text(1, 1024, every: 128, lifetime: InMemory), Caches.Start);
        model.Take(Caches.Text(1, 1024, every: 128), Caches.After(10));

        Assert.Equal(1024, model.Take(Caches.Text(1, 1024, every: 128, lifetime: InMemory), Caches.After(7200)).CachedTokens);
    }

    [Theory]
    [InlineData(4095, 0)]
    [InlineData(4096, 4096)]
    [InlineData(4097, 4097)]
    public void Gemini_HasAMinimumAndNoStep(int tokens, int cached)
    {
        var model = new PrefixCacheModel(Caches.Family("gemini-3"));
        model.Take(Caches.Text(1, 5000, sameUntil: tokens), Caches.Start);

        Assert.Equal(cached, model.Take(Caches.Text(2, 5000, sameUntil: tokens), Caches.After(1e6)).CachedTokens);
    }

    [Theory]
    [InlineData(15, 0)]
    [InlineData(16, 0)] // the last token is always computed, and with it its block
    [InlineData(17, 16)]
    [InlineData(33, 32)]
    public void VLlm_ServesWholeBlocksBeforeTheLastToken(int tokens, int cached)
    {
        var model = new PrefixCacheModel(Caches.Family("vllm"));
        var prompt = Caches.Text(1, tokens, every: 16);
        model.Take(prompt, Caches.Start);

        Assert.Equal(cached, model.Take(prompt, Caches.Start).CachedTokens);
    }

    [Fact]
    public void VLlm_Full_LetsTheLeastRecentlyUsedGoFromItsEnd()
    {
        var model = new PrefixCacheModel(Caches.Family("vllm"), capacityTokens: 96);
        model.Take(Caches.Text(1, 64, every: 16), Caches.Start); // 4 blocks
        model.Take(Caches.Text(2, 64, every: 16), Caches.Start); // 4 more, 2 of the first go

        var rest = model.Take(Caches.Text(1, 64, every: 16), Caches.Start);

        Assert.Equal((32, CacheMiss.Evicted, 2), (rest.CachedTokens, rest.Miss, rest.MissedMark));
    }

    [Theory]
    [InlineData("llama.cpp", 100, 99)]
    [InlineData("ollama", 100, 99)]
    [InlineData("portal-decoder", 100, 100)]
    public void TokenExact_SamePrompt_IsServedToTheToken(string family, int tokens, int cached)
    {
        var model = new PrefixCacheModel(Caches.Family(family));
        model.Take(Caches.Text(1, tokens), Caches.Start);

        Assert.Equal(cached, model.Take(Caches.Text(1, tokens), Caches.Start).CachedTokens);
    }

    [Fact]
    public void TokenExact_Answer_IsFoundByTheNextTurn()
    {
        var model = new PrefixCacheModel(Caches.Family("portal-decoder"));
        model.Take(Caches.Text(1, 50), Caches.Start);
        model.Keep(Caches.Text(1, 80), Caches.After(1));

        Assert.Equal(80, model.Take(Caches.Text(1, 90), Caches.After(2)).CachedTokens);
    }

    [Fact]
    public void OpenAI_Answer_IsNotKept()
    {
        var model = new PrefixCacheModel(OpenAI);
        model.Keep(Caches.Text(1, 2048, every: 128), Caches.Start);

        Assert.Equal(CacheMiss.NeverSeen, model.Take(Caches.Text(1, 2048, every: 128), Caches.After(1)).Miss);
    }

    [Fact]
    public void None_ServesAndKeepsNothing()
    {
        var model = new PrefixCacheModel(Caches.Family("openrouter"));
        model.Take(Caches.Text(1, 5000), Caches.Start);

        Assert.Equal(new CacheOutcome(0, 0, 0, CacheMiss.None, -1), model.Take(Caches.Text(1, 5000), Caches.Start));
        Assert.Equal(0, model.Count);
    }

    [Fact]
    public void Clock_SetBack_GivesNothingASecondLife()
    {
        var model = new PrefixCacheModel(OpenAI);
        var prompt = Caches.Text(1, 1024, every: 128, lifetime: InMemory);
        model.Take(prompt, Caches.Start);
        model.Take(Caches.Text(2, 1024, every: 128), Caches.After(400));

        Assert.Equal(CacheMiss.Expired, model.Take(prompt, Caches.After(10)).Miss);
    }
}

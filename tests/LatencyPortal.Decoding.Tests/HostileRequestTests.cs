using LatencyPortal.Decoding.Tests.TinyModels;
using LatencyPortal.Decoding.Text;

namespace LatencyPortal.Decoding.Tests;

/// <summary>Requests that are meant to cost much: they are refused before anything runs, or cost little.</summary>
public sealed class HostileRequestTests
{
    private static readonly TinyDecoder Endless = new() { Script = TinyTokenizer.SpeakForever(TinyTokenizer.Alphabet), ContextLength = 4096 };

    private static CancellationToken Testing => TestContext.Current.CancellationToken;

    public static TheoryData<string, int> LongPrompts => new()
    {
        { new string('q', 1_000_000), 1_000_000 },
        { string.Concat(Enumerable.Repeat("\U0001F600", 1_000_000)), 2_000_000 },
        { new string('\n', 1_000_000), 500_000 },
        { new string(' ', 1_000_000), 500_000 },
        { string.Concat(Enumerable.Repeat("hello ", 170_000)), 170_000 },
        { string.Concat(Enumerable.Repeat("<|im_end|>", 100_000)), 700_000 },
        { string.Concat(Enumerable.Repeat("\u0301", 1_000_000)), 2_000_000 },
    };

    [Theory]
    [MemberData(nameof(LongPrompts), DisableDiscoveryEnumeration = true)]
    public async Task Generate_AMillionCharacters_SaysCountAndLimit(string text, int tokens)
    {
        using var folder = new TinyFolder(Endless);
        await using var model = folder.Load();

        var error = Assert.Throws<PromptTooLongException>(() => model.GenerateAsync(Answers.Ask(text), Testing));

        Assert.InRange(error.PromptTokens, tokens, tokens * 2.1);
        Assert.Equal(4096, error.ContextLength);
    }

    [Fact]
    public async Task Generate_CancelledWhileThePromptIsMade_Ends()
    {
        using var folder = new TinyFolder(Endless);
        await using var model = folder.Load();

        Assert.ThrowsAny<OperationCanceledException>(
            () => model.GenerateAsync(Answers.Ask(string.Concat(Enumerable.Repeat("hello ", 170_000))), new CancellationToken(canceled: true)));
    }

    [Fact]
    public async Task Generate_StopLists_AreBounded()
    {
        using var folder = new TinyFolder(Endless);
        await using var model = folder.Load();

        var many = Assert.Throws<ArgumentException>(
            () => model.GenerateAsync(Answers.Ask("x") with { Stop = [.. Enumerable.Range(0, 10_000).Select(i => $"{i}")] }, Testing));
        var huge = Assert.Throws<ArgumentException>(
            () => model.GenerateAsync(Answers.Ask("x") with { Stop = [new string('s', 1 << 20)] }, Testing));

        Assert.Contains("10000", many.Message, StringComparison.Ordinal);
        Assert.Contains("1048576", huge.Message, StringComparison.Ordinal);
        // As many and as long as they may be, and the answer seems to begin each of them.
        var stops = Enumerable.Range(0, 64).Select(i => string.Concat(Enumerable.Repeat(TinyTokenizer.Alphabet, 111)) + (char)('\u4E00' + i)).ToList();
        Assert.Equal(
            string.Concat(Enumerable.Repeat(TinyTokenizer.Alphabet, 45))[..4000],
            await model.TextAsync(Answers.Ask("x") with { Stop = stops, MaxTokens = 4000 }));
    }

    /// <summary>
    /// Comparing from the beginning after each character would take a hundred million million steps here: this would not
    /// end, and so needs no clock.
    /// </summary>
    [Fact]
    public void Append_StopsThatNearlyMatchEverywhere_TakeABoundedNumberOfSteps()
    {
        var stops = Enumerable.Range(0, 64).Select(i => new string('a', 10_000 - i) + "b" + new string('a', i)).ToList();
        var matcher = new StopMatcher(stops);
        var output = new TextLog();
        for (var i = 0; i < 200_000; i++)
            matcher.Append("a", output);

        Assert.False(matcher.Stopped);
        Assert.Equal(190_000, output.Length);
        matcher.Append("b", output);
        Assert.True(matcher.Stopped);
        Assert.Equal(190_000, output.Length);
    }

    [Theory]
    [InlineData("{% for i in range(100000) %}{% for j in range(100000) %}{% endfor %}{% endfor %}", "steps")]
    [InlineData("{% macro again(x) %}{{ again(x) }}{% endmacro %}{{ again(1) }}", "nests")]
    [InlineData("{% set n = namespace(x='0123456789abcdef') %}{% for i in range(40) %}{% set n.x = n.x + n.x %}{% endfor %}", "characters")]
    [InlineData("{{ 1 % 0 }}", "line 1")]
    public async Task Generate_TemplateThatFails_BlamesTheTemplate(string fault, string reason)
    {
        using var folder = new TinyFolder(Endless);
        folder.Change("tokenizer_config.json", config =>
            config["chat_template"] = $"{{% if messages | length > 1 %}}{fault}{{% endif %}}{TinyTokenizer.ChatMl}");
        await using var model = folder.Load();
        var conversation = Answers.Ask("x") with { Messages = [new("system", "secret words"), new("user", "x")] };

        var error = Assert.Throws<DecodeFaultException>(() => model.GenerateAsync(conversation, Testing));

        Assert.Contains("template of the model is at fault", error.Message, StringComparison.Ordinal);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", error.Message, StringComparison.Ordinal);
        Assert.Equal("abc", await model.TextAsync(Answers.Ask("x") with { MaxTokens = 3 }));
        // At load it is a fault of the file.
        folder.Change("tokenizer_config.json", config => config["chat_template"] = fault + TinyTokenizer.ChatMl);
        Assert.Contains("tokenizer_config.json", Assert.Throws<ModelLoadException>(() => folder.Load()).Message, StringComparison.Ordinal);
    }
}

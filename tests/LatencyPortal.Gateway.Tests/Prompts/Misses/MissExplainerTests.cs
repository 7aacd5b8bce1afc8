using LatencyPortal.Gateway.Prompts.Families;
using LatencyPortal.Gateway.Prompts.Misses;
using LatencyPortal.Gateway.Prompts.Replay;
using LatencyPortal.Gateway.Prompts.Templates;
using LatencyPortal.Gateway.Tests.Prompts.Caching;
using LatencyPortal.Gateway.Tests.Prompts.Traces;
using LatencyPortal.Telemetry.Traces;
using Microsoft.Extensions.AI;
using static LatencyPortal.Gateway.Tests.Prompts.Templates;

namespace LatencyPortal.Gateway.Tests.Prompts.Misses;

public sealed class MissExplainerTests
{
    private static readonly ModelFamily Claude = Caches.Family("anthropic", "claude-sonnet-5");
    private static readonly ModelFamily OpenAI = Caches.Family("openai-5.5-and-older", "gpt-4.1");
    private static readonly PromptTemplate Template = Of([Rules(new string('r', 2_000)), Rules("For {{ shop }}.", "shop"), History, Input()], Variable("shop"));
    private static readonly Recorded Support = new(Template, Claude, keepTexts: true);

    private static int Whole { get; } = Support.Trace(Ask("x", ("shop", "Acme"))).Tokens;

    [Fact]
    public void Explain_OtherValue_NamesSegmentVariableAndCharacter()
    {
        var miss = Explain(Request(60, "Acne", cached: 0), Request(0));

        Assert.Equal(MissKind.PromptDiffers, miss.Kind);
        Assert.Equal(("shop", "shop", 2, OutlinePlace.System), (miss.Difference!.Segment, miss.Difference.Variable, miss.Difference.Character, miss.Difference.Place));
        Assert.Equal(2_000 + "\n\nFor ".Length, miss.Difference.TokensBefore);
        Assert.Contains("segment shop: the variable shop differs, from its character 3 on", miss.Sentence, StringComparison.Ordinal);
        Assert.DoesNotContain("Acne", miss.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void Explain_TextsNotKept_NamesNoCharacter()
    {
        var recorded = new Recorded(Template, Claude);

        var miss = MissExplainer.Explain(
            recorded.Request(Ask("x", ("shop", "Acne")) with { Now = Noon.AddSeconds(1) }), [recorded.Request(Ask("x", ("shop", "Acme")))], Claude, _ => recorded.Outline);

        Assert.Equal(("shop", null), (miss.Difference!.Variable, miss.Difference.Character));
    }

    [Fact]
    public void Explain_AfterTheLifetime_SaysHowLongAfter()
    {
        var miss = Explain(Request(420, cached: 0), Request(0));

        Assert.Equal((MissKind.Expired, TimeSpan.FromMinutes(7), 0), (miss.Kind, miss.Age!.Value, miss.PossibleTokens));
        Assert.Contains("7 min before; Anthropic Claude keeps them 5 min", miss.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void Explain_InTimeAndNotServed_BlamesTheProvider()
    {
        var miss = Explain(Request(60, cached: 0) with { ProviderMissReason = "system_changed" }, Request(0));

        Assert.Equal((MissKind.EvictedOrRouted, Whole, 0), (miss.Kind, miss.PossibleTokens, miss.ReportedTokens!.Value));
        Assert.EndsWith("The provider says: system_changed.", miss.Sentence, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("other", null)]
    [InlineData("lab", "eu")]
    public void Explain_ServedElsewhere_SaysWhere(string endpoint, string? region)
    {
        var miss = Explain(Request(60, cached: 0) with { Endpoint = endpoint, Region = region }, Request(0));

        Assert.Equal(MissKind.OtherPlace, miss.Kind);
        Assert.Contains(region is null ? "this one to other." : "this one to lab in eu.", miss.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void Explain_AllServed_Nothing()
    {
        var miss = Explain(Request(60, cached: Whole), Request(0));

        Assert.Equal((MissKind.Nothing, null), (miss.Kind, miss.Difference));
    }

    [Fact]
    public void Explain_NewQuestion_IsNoMiss() => Assert.Equal(MissKind.Nothing, Explain(Request(60, input: "another", cached: Whole - 1), Request(0)).Kind);

    [Fact]
    public void Explain_ConversationThatGoesOn_IsNoMiss()
    {
        var first = Ask("one", ("shop", "Acme"));
        var second = Ask("two", ("shop", "Acme")) with { Now = Noon.AddSeconds(30), History = [Support.Compose(first).Messages[^1], new ChatMessage(ChatRole.Assistant, "yes")] };

        var miss = Explain(Support.Request(second, cached: Whole + 2), Support.Request(first));

        Assert.Equal((MissKind.Nothing, null, Whole + 2), (miss.Kind, miss.Difference, miss.PossibleTokens));
    }

    [Fact]
    public void Explain_TurnThatWasChanged_IsNamed()
    {
        var turns = new[] { new ChatMessage(ChatRole.User, "a"), new ChatMessage(ChatRole.Assistant, "b") };
        var edited = new[] { turns[0], new ChatMessage(ChatRole.Assistant, "c") };

        var miss = Explain(
            Support.Request(Ask("two", ("shop", "Acme")) with { Now = Noon.AddSeconds(9), History = edited }, cached: 2_000), Support.Request(Ask("two", ("shop", "Acme")) with { History = turns }));

        Assert.Equal((MissKind.PromptDiffers, 1, OutlinePlace.History), (miss.Kind, miss.Difference!.Turn!.Value, miss.Difference.Place));
        Assert.Contains("turn 2 of the conversation", miss.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void Explain_OtherVersion_NamesTheSegmentThatWasRewritten()
    {
        var rewritten = new Recorded(Template with { Segments = [Rules("New rules."), .. Template.Segments.Skip(1)] }, Claude, version: 2);

        var miss = MissExplainer.Explain(
            rewritten.Request(Ask("x", ("shop", "Acme")) with { Now = Noon.AddSeconds(9) }, cached: 0), [Request(0)], Claude, version => version == 2 ? rewritten.Outline : Support.Outline);

        Assert.Equal(MissKind.BelowMinimum, miss.Kind);
        Assert.Equal(("system", null, true, 0), (miss.Difference!.Segment, miss.Difference.Variable, miss.Difference.OtherVersion, miss.Difference.TokensBefore));
    }

    [Fact]
    public void Explain_NoEarlierRequest_SaysSo()
    {
        Assert.Equal(MissKind.FirstRequest, Explain(Request(60, cached: 0)).Kind);
        Assert.Equal(MissKind.FirstRequest, Explain(Request(60, cached: 0), Request(90), Request(0) with { Model = "lab/other" }).Kind);
    }

    [Fact]
    public void Explain_VersionThatIsGone_StillTellsTheTime()
    {
        var miss = MissExplainer.Explain(Request(420, cached: 0), [Request(0)], Claude, _ => null);

        Assert.Equal((MissKind.Expired, null), (miss.Kind, miss.Difference));
    }

    /// <summary>The provider's encoding makes fewer tokens of the same prompt: the page shows its count, so the sentence does too.</summary>
    [Fact]
    public void Explain_ProviderCountsOtherwise_FiguresAreInItsCount()
    {
        var count = Whole * 3 / 4;
        TracedRequest Counted(double seconds, string shop, int? cached) => Request(seconds, shop, cached: cached) with { InputTokens = count };

        var differs = Explain(Counted(60, "Acne", 0), Counted(0, "Acme", null));
        var served = Explain(Counted(60, "Acme", count), Counted(0, "Acme", null));
        var unsaid = Explain(Request(60, "Acne") with { InputTokens = null }, Request(0));

        Assert.InRange(differs.Difference!.TokensBefore, 1_503, 1_506);
        Assert.Contains("after ≈1,50", differs.Sentence, StringComparison.Ordinal);
        Assert.Equal((MissKind.Nothing, count, count), (served.Kind, served.PromptTokens, served.PossibleTokens));
        Assert.Contains("after ≈2,006 tokens", unsaid.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void Explain_BelowTheMinimumInTheProvidersCount_SaysSo()
    {
        TracedRequest Short(double seconds) => Request(seconds, cached: 0) with { InputTokens = 1_010 };
        Assert.True(Whole > 1_024);

        var miss = MissExplainer.Explain(Short(60), [Short(0)], OpenAI, _ => Support.Outline);

        Assert.Equal((MissKind.BelowMinimum, 0), (miss.Kind, miss.PossibleTokens));
        Assert.StartsWith("1,010 tokens are in the prompt; OpenAI up to GPT-5.5 keeps prefixes of 1,024 and more", miss.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void Explain_EarlierRequestThatFailed_LeftNothing()
    {
        Assert.Equal(MissKind.FirstRequest, Explain(Request(60, cached: 0), Request(0) with { EndedUnanswered = true }).Kind);
        Assert.Equal(MissKind.Expired, Explain(Request(420, cached: 0), Request(0), Request(300) with { EndedUnanswered = true }).Kind);
    }

    [Fact]
    public void Explain_ModelWithoutAFamily_BlamesNobody()
    {
        MissExplanation Unknown(int? cached) => MissExplainer.Explain(Request(60, cached: cached), [Request(0)], null, _ => Support.Outline);

        Assert.Equal((MissKind.UnknownRule, MissKind.UnknownRule, MissKind.Nothing), (Unknown(0).Kind, Unknown(null).Kind, Unknown(Whole).Kind));
        Assert.Equal("The bytes are equal and were asked 60 s before, but nobody knows the rule of this model's cache.", Unknown(0).Sentence);
        Assert.Equal(MissKind.UnknownRule, MissExplainer.Explain(Request(60, cached: 0), [Request(0)], Caches.Family("openrouter"), _ => Support.Outline).Kind);
    }

    [Fact]
    public void Explain_LessThanAStepIsMissing_AllThatCanBeServedWas()
    {
        var most = Whole - ((Whole - 1_024) % 128);
        MissExplanation Served(int cached) => MissExplainer.Explain(Request(60, cached: cached), [Request(0)], OpenAI, _ => Support.Outline);

        Assert.NotEqual(Whole, most);
        Assert.Equal(MissKind.LessThanAStep, Served(most).Kind);
        Assert.Equal($"≈{Whole:N0} tokens were asked before, and OpenAI up to GPT-5.5 serves them in steps of 128: all that can be served was served.", Served(most).Sentence);
        Assert.Equal(MissKind.EvictedOrRouted, Served(most - 512).Kind);
    }

    [Fact]
    public void Explain_LittleInCommon_IsBelowTheMinimum()
    {
        var recorded = new Recorded(Of([Rules(new string('r', 200)), Input()]), OpenAI);
        TracedRequest Asked(double seconds, char letter) => recorded.Request(Ask(new string(letter, 2_000)) with { Now = Noon.AddSeconds(seconds) }, cached: 0);

        var miss = MissExplainer.Explain(Asked(60, 'b'), [Asked(0, 'a')], OpenAI, _ => recorded.Outline);

        Assert.Equal((MissKind.CommonBelowMinimum, 200), (miss.Kind, miss.CommonTokens));
        Assert.Contains("≈200 tokens in common", miss.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void Explain_ProviderThatDoesNotSay_IsNotPraised() =>
        Assert.Equal("All that was asked before can be served; the provider did not say what it served.", Explain(Request(60), Request(0)).Sentence);

    private static MissExplanation Explain(TracedRequest request, params TracedRequest[] earlier) =>
        MissExplainer.Explain(request, earlier, Claude, _ => Support.Outline);

    private static TracedRequest Request(double seconds, string shop = "Acme", string input = "x", int? cached = null) =>
        Support.Request(Ask(input, ("shop", shop)) with { Now = Noon.AddSeconds(seconds) }, cached);
}

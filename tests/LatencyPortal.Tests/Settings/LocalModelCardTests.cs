using Bunit;
using LatencyPortal.Decoding;
using LatencyPortal.Gateway;
using LatencyPortal.Settings;
using Xunit;

namespace LatencyPortal.Tests.Settings;

/// <summary>What stands in the row of a local model.</summary>
public sealed class LocalModelCardTests : BunitContext
{
    private static readonly LocalModelFacts Facts = new()
    {
        Folder = "/models/phi",
        Details = new ModelDetails
        {
            Layout = ModelLayout.HuggingFace,
            File = "onnx/model_q4.onnx",
            Layers = 2,
            KeyValueHeads = 2,
            HeadSize = 8,
            KeyValueType = "fp16",
            KeyValueBytesPerToken = 128,
            Weights = "int4",
            AccuracyLevel = 4,
            Attention = AttentionKind.InPlace,
            ContextLength = 4096,
            VocabularySize = 100,
            MaxSequences = 8,
            Speculation = true,
            Batching = true,
            PrefixCache = true,
            ConstrainedDecoding = true,
            StepDifference = 0,
            RoundsActivations = false,
            Memory = new MemoryEstimate(2000L << 20, 1024L << 20, 1L << 20, 64L << 20, 0),
        },
        Provider = ExecutionProvider.Cpu,
        HasDraftModel = true,
        Notices = [],
        Limits = [],
    };

    [Fact]
    public void Ready_TellsWhatItIs()
    {
        var card = RenderCard(Facts);

        Assert.Contains("Ready", card.Find(".state").TextContent, StringComparison.Ordinal);
        Assert.Equal("CPU", Value(card, "Computed by"));
        Assert.Equal("Hugging Face onnx/model_q4.onnx", Value(card, "Layout"));
        Assert.Equal("int4 keys and values fp16", Value(card, "Precision"));
        Assert.Equal("4,096 tokens", Value(card, "Context"));
        Assert.Equal("8", Value(card, "Answers together"));
        Assert.Equal("yes", Value(card, "Draft model"));
        Assert.Equal("3,089 MB weights 2,000 MB, keys and values 1,024 MB, logits 1.0 MB, prefix cache 64 MB", Value(card, "Memory, estimated"));
        Assert.Empty(card.FindAll("button, .notice, .limits"));
    }

    [Fact]
    public void Counters_NothingAskedYet_AreNoData()
    {
        var idle = new LocalModelCounters(default, [new(TokenOrigin.DraftModel, 0, 0, 0, 0), new(TokenOrigin.NGram, 0, 0, 0, 0)]);

        foreach (var card in new[] { RenderCard(Facts), RenderCard(Facts, idle) })
        {
            Assert.All(
                ["Prefix cache hits", "Prompt tokens saved", "Draft model accepted", "Repetitions accepted", "Formats accepted"],
                name => Assert.Equal("no data", Value(card, name)));
            Assert.Equal("no data of at most 64 MB", Value(card, "Prefix cache memory"));
        }
    }

    [Fact]
    public void Counters_OfAWorkingModel_AreToldWithWhatTheyStandOn()
    {
        var card = RenderCard(Facts, new LocalModelCounters(
            new PrefixCacheStats(Lookups: 40, Hits: 10, TokensSaved: 3120, Bytes: 3 << 20, Segments: 4, Evictions: 0),
            [new(TokenOrigin.DraftModel, 10, 60, 30, 10), new(TokenOrigin.NGram, 1, 5, 0, 1)]));

        Assert.Equal("25 % 10 of 40 requests", Value(card, "Prefix cache hits"));
        Assert.Equal("3,120 not computed again", Value(card, "Prompt tokens saved"));
        Assert.Equal("3.0 MB of at most 64 MB", Value(card, "Prefix cache memory"));
        Assert.Equal("75 % 30 tokens, 10 refused", Value(card, "Draft model accepted"));
        Assert.Equal("0 % 0 tokens, 1 refused", Value(card, "Repetitions accepted"));
        Assert.Equal("no data", Value(card, "Formats accepted"));
    }

    [Fact]
    public void Counters_OfWhatIsOff_SayOff()
    {
        var card = RenderCard(Facts with { HasDraftModel = false, Details = Facts.Details with { PrefixCache = false, Speculation = false, Batching = false } });

        Assert.Equal("off", Value(card, "Prefix cache"));
        Assert.Equal("off", Value(card, "Speculation"));
        Assert.Equal("8 each in runs of its own", Value(card, "Answers together"));
        Assert.DoesNotContain("accepted", card.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void NoticesAndLimits_AreSentencesAndNotColourAlone()
    {
        var card = RenderCard(Facts with { Notices = ["There is no graphics card."], Limits = ["Speculation is off: because.", "The context is limited."] });

        var notice = card.Find("[data-testid=local-model-notice]");
        Assert.Equal("!", notice.QuerySelector(".sign")!.TextContent);
        Assert.Contains("Notice: There is no graphics card.", notice.TextContent, StringComparison.Ordinal);
        Assert.Equal(["Speculation is off: because.", "The context is limited."], card.FindAll(".limits li").Select(item => item.TextContent));
    }

    [Fact]
    public void Problem_IsToldAndCanBeTriedAgain()
    {
        var asked = 0;
        var card = Render<LocalModelCard>(parameters => parameters
            .Add(c => c.Model, new ModelDescription("phi", "local", null, IsLocal: true, "The folder is <missing>."))
            .Add(c => c.Retry, () => asked++));

        card.Find("button").Click();

        Assert.Equal(1, asked);
        Assert.Contains("Cannot be used", card.Find(".state").TextContent, StringComparison.Ordinal);
        Assert.Equal("The folder is <missing>.", card.Find("[data-testid=local-model-problem]").TextContent);
        Assert.Empty(card.FindAll("dl"));
        card.Render(parameters => parameters.Add(c => c.Busy, true));
        Assert.True(card.Find("button").HasAttribute("disabled"));
    }

    [Fact]
    public void Loading_IsNoProblem()
    {
        var card = Render<LocalModelCard>(parameters => parameters
            .Add(c => c.Model, new ModelDescription("phi", "local", null, IsLocal: true, "phi is being loaded.") { IsLoading = true }));

        Assert.Contains("Loading", card.Find(".state").TextContent, StringComparison.Ordinal);
        Assert.Empty(card.FindAll("button"));
    }

    private IRenderedComponent<LocalModelCard> RenderCard(LocalModelFacts facts, LocalModelCounters? counters = null) =>
        Render<LocalModelCard>(parameters => parameters
            .Add(c => c.Model, new ModelDescription("phi", "local", facts.Details.ContextLength, IsLocal: true, null) { Facts = facts })
            .Add(c => c.Counters, counters));

    private static string Value(IRenderedComponent<LocalModelCard> card, string name) => string.Join(
        ' ',
        card.FindAll("dl > div").Single(figure => figure.QuerySelector("dt")!.TextContent == name).QuerySelectorAll("dd span").Select(span => span.TextContent));
}

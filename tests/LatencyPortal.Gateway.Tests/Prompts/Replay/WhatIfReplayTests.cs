using System.Text;
using LatencyPortal.Gateway.Prompts.Composition;
using LatencyPortal.Gateway.Prompts.Families;
using LatencyPortal.Gateway.Prompts.Replay;
using LatencyPortal.Gateway.Prompts.Traces;
using LatencyPortal.Gateway.Tests.Prompts.Caching;
using LatencyPortal.Gateway.Tests.Prompts.Traces;
using LatencyPortal.Telemetry.Traces;
using Microsoft.Extensions.AI;
using static LatencyPortal.Gateway.Tests.Prompts.Templates;

namespace LatencyPortal.Gateway.Tests.Prompts.Replay;

public sealed class WhatIfReplayTests
{
    private static readonly string Text = new('r', 2_000);
    private static readonly ModelFamily Claude = Caches.Family("anthropic", "claude-sonnet-5");

    /// <summary>2,000 tokens that never change, and a ticket of 10 that always does.</summary>
    private static readonly Recorded Good = new(Of([Rules(Text), Rules("{{ ticket }}", "late"), History, Input()], Variable("ticket")));
    private static readonly Recorded Bad = new(Of([Rules("{{ ticket }}", "late"), Rules(Text), History, Input()], Variable("ticket")));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Run_BreakpointsCountedByHand_AreTheFigures()
    {
        // System text alone, so that the breakpoint behind it is found again: at 60 s yes, at 600 s it is 540 s since its last use.
        var current = new Recorded(Of([Rules(Text), Input()], Variable("ticket")));
        var draft = new Recorded(Of([Rules("{{ ticket }}" + Text), Input()], Variable("ticket")));
        var traces = Ask(current, 0, 60, 600);

        var result = await new WhatIfReplay(current.Template, draft.Template, Recorded.Count)
            .RunAsync(traces, [Claude with { InputPricePerMillion = 3 }], new TtftEstimate(100, 0.5), cancellationToken: Token);

        var family = Assert.Single(result.Families);
        // 3 × 2,100 tokens; the second request reads 2,000 and writes its 100, the others write all.
        Assert.Equal(new ReplayFigures(3, 6_300, 2_000, 4_300, 0) { CostUnits = (2_000 * 0.1) + (4_300 * 1.25), Dollars = 5_575m * 3 / 1_000_000, TtftMs = 100 + (0.5 * 4_300 / 3) }, family.Current);
        Assert.Equal((3, 6_330, 0, 6_330), (family.Draft.Requests, family.Draft.InputTokens, family.Draft.CachedTokens, family.Draft.WrittenTokens));
        Assert.Equal((30, -2_000, (6_330 * 1.25) - 5_575), (family.InputTokens, family.CachedTokens, family.CostUnits!.Value));
        Assert.Equal(-100 * 2_000 / 6_300.0, family.SharePoints!.Value, 9);
        Assert.Equal((3, Noon, Noon.AddSeconds(600)), (result.Requests, result.From, result.To));
        Assert.Empty(result.Assumed);
    }

    [Fact]
    public async Task Run_VariableMovedBehindTheText_IsAGainForAllWhoKeepPrefixes()
    {
        var families = Caches.Families.Families.Where(family => family.Mechanism is CacheMechanism.Automatic or CacheMechanism.TokenExact or CacheMechanism.BlockChain).ToList();

        // Above every minimum.
        var text = new string('r', 8_192);
        var current = new Recorded(Of([Rules("{{ ticket }}", "late"), Rules(text), Input()], Variable("ticket")));
        var draft = new Recorded(Of([Rules(text), Rules("{{ ticket }}", "late"), Input()], Variable("ticket")));
        var result = await new WhatIfReplay(current.Template, draft.Template, Recorded.Count).RunAsync(Ask(current, 0, 10, 20), families, cancellationToken: Token);

        Assert.NotEmpty(result.Families);
        Assert.All(result.Families, family =>
        {
            Assert.Equal(0, family.Current.CachedTokens);
            // Of the three the later two, but for what a step or a block does not hold.
            Assert.InRange(family.Draft.CachedTokens, 2 * (8_192 - 128), 2 * 8_194);
        });
    }

    [Fact]
    public async Task Run_NextTurnOfAConversation_FindsWhatWasAskedAsTheDraftWouldHaveWrittenIt()
    {
        var current = new Recorded(Of([Rules("rules"), History, Input()]));
        var draft = new Recorded(Of([Rules("rules"), History, Input("Question: {{ input }}")]));
        var first = Templates.Ask("first");
        var second = Templates.Ask("second") with { Now = Noon.AddSeconds(5), History = [current.Compose(first).Messages[^1], new ChatMessage(ChatRole.Assistant, "answer")] };
        var traces = new[] { current.Trace(first, "c"), current.Trace(second, "c") };

        var result = await new WhatIfReplay(current.Template, draft.Template, Recorded.Count)
            .RunAsync(traces, [Caches.Family("sglang"), Caches.Family("sglang") with { KeepsAnswers = false }], cancellationToken: Token);

        Assert.Equal(["rulesfirstanswer".Length, "rulesfirst".Length], result.Families.Select(family => family.Current.CachedTokens));
        Assert.Equal(["rulesQuestion: firstanswer".Length, "rulesQuestion: first".Length], result.Families.Select(family => family.Draft.CachedTokens));
        Assert.All(result.Families, family => Assert.Equal(2 * "Question: ".Length + "Question: ".Length, family.InputTokens));
    }

    [Fact]
    public async Task Run_ReplayOfTheRecordedVersion_IsWhatItsMarksPredict()
    {
        var traces = Ask(Good, [.. Enumerable.Range(0, 40).Select(i => i * 47.0 % 900).Order()]);
        foreach (var family in Caches.Families.Families)
        {
            var cache = new FollowedCache(family, 1_000);
            var marked = traces.Select(trace => new Recorded(Good.Template.Template, family).Trace(Request(trace))).ToList();
            var expected = marked.Sum(trace => cache.Take(trace)!.Value.CachedTokens);

            var result = await new WhatIfReplay(Good.Template, Bad.Template, Recorded.Count).RunAsync(marked, [family], cancellationToken: Token);

            Assert.Equal((family.Id, (long)expected), (family.Id, result.Families[0].Current.CachedTokens));
        }

        ComposeRequest Request(PromptTrace trace) =>
            Templates.Ask(new string('q', 100), ("ticket", trace.At.ToString("mm:ss.ffff"))) with { Now = trace.At };
    }

    [Fact]
    public async Task Run_Cancelled_Ends() => await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
        new WhatIfReplay(Good.Template, Bad.Template, Recorded.Count).RunAsync(Ask(Good, 0, 1), [Claude], cancellationToken: new CancellationToken(canceled: true)));

    [Fact]
    public async Task Run_Progress_EndsAtOne()
    {
        var told = new List<double>();
        await new WhatIfReplay(Good.Template, Bad.Template, Recorded.Count)
            .RunAsync(Ask(Good, 0, 1), [Claude, Caches.Family("vllm")], progress: new Told(told), cancellationToken: Token);

        Assert.Equal(1, told.Max());
    }

    [Fact]
    public async Task RunMooncake_TemplateInFront_IsSharedByAll()
    {
        var template = new Recorded(Of([Rules(new string('r', 100)), Input()]));
        var draft = new Recorded(Of([Rules("{{ id }}" + new string('r', 100)), Input()], Variable("id")));
        var lines = """
            {"timestamp":0,"input_length":1024,"output_length":1,"hash_ids":[1,2]}
            {"timestamp":1000,"input_length":1024,"output_length":1,"hash_ids":[1,3]}
            """;
        var result = await new WhatIfReplay(template.Template, draft.Template, Recorded.Count)
            .RunMooncakeAsync(new MemoryStream(Encoding.UTF8.GetBytes(lines)), [Caches.Family("sglang")], cancellationToken: Token);

        var family = Assert.Single(result.Families);
        Assert.Equal((2, 2_248, 612), (family.Current.Requests, family.Current.InputTokens, family.Current.CachedTokens));
        Assert.Equal(0, family.Draft.CachedTokens);
        await Assert.ThrowsAsync<FormatException>(() => new WhatIfReplay(template.Template, draft.Template, Recorded.Count)
            .RunMooncakeAsync(new MemoryStream("[]"u8.ToArray()), [Claude], cancellationToken: Token));
    }

    [Fact]
    public void Score_PredictedBesideReported_IsMeanOfTheirDifferences()
    {
        var trace = Good.Trace(Templates.Ask("x", ("ticket", "1"))) with { PredictedCachedTokens = 1_000 };
        TracedRequest Of(int? cached, string model = "a") => new() { Trace = trace, Model = model, InputTokens = 2_000, CachedTokens = cached };
        Assert.NotEqual(2_000, trace.Tokens);

        var scores = PredictionScore.Of([Of(900), Of(1_400), Of(null), Of(1_000, "b")]);

        Assert.Equal([("a", 2), ("b", 1)], scores.Select(score => (score.Model, score.Requests)));
        Assert.Equal((2_000, 2_300, 250, -150), (scores[0].PredictedTokens, scores[0].ReportedTokens, scores[0].MeanErrorTokens, scores[0].Bias));
        // Shares of the provider's 2,000 tokens, whatever the portal counted: 50 against 45 and against 70.
        Assert.Equal(12.5, scores[0].MeanErrorPoints, 9);
    }

    /// <summary>Requests at so many seconds, each with a ticket and a question of its own.</summary>
    private static List<PromptTrace> Ask(Recorded recorded, params double[] seconds) =>
    [
        .. seconds.Select((at, i) => recorded.Trace(Templates.Ask(i.ToString("D100"), ("ticket", i.ToString("D10"))) with { Now = Noon.AddSeconds(at) })),
    ];

    private sealed class Told(List<double> told) : IProgress<double>
    {
        public void Report(double value)
        {
            lock (told)
                told.Add(value);
        }
    }
}

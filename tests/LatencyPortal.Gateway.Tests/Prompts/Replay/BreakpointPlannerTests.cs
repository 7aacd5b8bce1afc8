using CsCheck;
using LatencyPortal.Gateway.Prompts.Caching;
using LatencyPortal.Gateway.Prompts.Families;
using LatencyPortal.Gateway.Prompts.Replay;
using LatencyPortal.Gateway.Tests.Prompts.Caching;
using LatencyPortal.Gateway.Tests.Prompts.Traces;
using LatencyPortal.Telemetry.Traces;
using static LatencyPortal.Gateway.Tests.Prompts.Templates;

namespace LatencyPortal.Gateway.Tests.Prompts.Replay;

public sealed class BreakpointPlannerTests
{
    private static readonly ModelFamily Claude = Caches.Family("anthropic", "claude-sonnet-5");

    /// <summary>Three segments of some 1,100 tokens: the same for all, for a user, for a ticket.</summary>
    private static readonly Recorded Support = new(
        Of([Rules(new string('a', 1_100), "fixed"), Rules(new string('b', 1_100) + "{{ user }}", "user"), Rules(new string('c', 1_100) + "{{ ticket }}", "ticket"), Input()], Variable("user"), Variable("ticket")));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void Plan_AnyTraffic_IsTheBestOfAllArrangements() => Gen.Select(Gen.Int[0, 2], Gen.Int[0, 3], Gen.Int[0, 1], Gen.Int[1, 2_000])
        .Array[1, 12].Sample(
            requests =>
            {
                var at = Noon;
                var traces = requests.Select(request => Trace(request.Item1, request.Item2, request.Item3, at = at.AddSeconds(request.Item4))).ToList();

                var plan = BreakpointPlanner.Plan(Support.Outline, traces, Claude, cancellationToken: Token);

                Assert.Equal(Cheapest(traces), plan.Cost, 6);
                Assert.Equal(traces.Sum(trace => trace.Tokens), plan.CostWithoutMarkers);
                Assert.True(plan.Cost <= plan.CostOfDefault);
                Assert.True(plan.Cost <= plan.CostWithoutMarkers);
            },
            iter: 40);

    [Fact]
    public void Plan_NothingComesAgain_MarksNothing()
    {
        // 2 hours apart: whatever is written is gone when the next one comes.
        var traces = Enumerable.Range(0, 6).Select(i => Trace(0, i, 0, Noon.AddHours(2 * i))).ToList();

        var plan = BreakpointPlanner.Plan(Support.Outline, traces, Claude, cancellationToken: Token);

        Assert.Empty(plan.Markers);
        Assert.Equal((plan.CostWithoutMarkers, 0, 6), (plan.Cost, plan.SavedShare!.Value, plan.Requests));
        Assert.True(plan.SavedOfDefault > 0);
    }

    [Fact]
    public void Plan_SharedPartTenMinutesApart_IsMarkedForAnHour()
    {
        var traces = Enumerable.Range(0, 30).Select(i => Trace(0, i, i, Noon.AddMinutes(10 * i))).ToList();

        var plan = BreakpointPlanner.Plan(Support.Outline, traces, Claude, cancellationToken: Token);

        // The user is always the same, the ticket never.
        Assert.Equal([new PlannedMarker(OutlinePlace.System, "user", "1h")], plan.Markers);
    }

    [Fact]
    public void Plan_AutomaticBreakpointThatOnlyCosts_IsSwitchedOff()
    {
        var traces = Enumerable.Range(0, 5).Select(i => Trace(i, i, i, Noon.AddHours(i))).ToList();

        var plan = BreakpointPlanner.Plan(Support.Outline, traces, Caches.Family("openai-5.6", "gpt-5.6") with { Lifetimes = [new CacheLifetime { Name = "30m", Seconds = 1_800, WriteMultiple = 1.25 }] }, cancellationToken: Token);

        Assert.Equal((0, false), (plan.Markers.Count, plan.AutomaticBreakpoint));
        Assert.Equal(1 - (1 / 1.25), plan.SavedOfDefault!.Value, 9);
    }

    [Fact]
    public void CanPlan_FamilyWithoutBreakpointsOrPrices_Not()
    {
        Assert.True(BreakpointPlanner.CanPlan(Claude));
        Assert.False(BreakpointPlanner.CanPlan(Caches.Family("vllm")));
        Assert.False(BreakpointPlanner.CanPlan(Caches.Family("bedrock-nova")));
        Assert.Throws<ArgumentException>(() => BreakpointPlanner.Plan(Support.Outline, [], Caches.Family("vllm"), cancellationToken: Token));
    }

    private static PromptTrace Trace(int user, int ticket, int input, DateTimeOffset at) =>
        Support.Trace(Ask($"q{input}", ("user", $"u{user}"), ("ticket", $"t{ticket}")) with { Now = at });

    /// <summary>All subsets of the four places with all orders of lifetimes that Anthropic takes, each computed anew from blocks that are made by hand.</summary>
    private static double Cheapest(IReadOnlyList<PromptTrace> traces)
    {
        var best = double.PositiveInfinity;
        for (var subset = 0; subset < 16; subset++)
        {
            var chosen = Enumerable.Range(0, 4).Where(place => (subset >> place & 1) == 1).ToList();
            for (var longs = 0; longs <= chosen.Count; longs++)
                best = Math.Min(best, Cost(traces, chosen, longs));
        }

        return best;
    }

    private static double Cost(IReadOnlyList<PromptTrace> traces, List<int> chosen, int longs)
    {
        var cache = new PrefixCacheModel(Claude);
        var cost = 0.0;
        foreach (var trace in traces)
        {
            ulong Value(string name) => trace.Values.Single(value => value.Name == name).Hash;
            var marks = PromptMarks.OfPieces([new(1, 1_100), new(Value("user"), 1_104), new(Value("ticket"), 1_104), new(Value("input"), 2)]);
            var outcome = cache.Take(
                new CachedPrompt
                {
                    Marks = marks,
                    TotalTokens = marks[^1].Tokens,
                    Blocks = chosen.Union([2, 3]).Order().ToArray(),
                    Breakpoints = chosen.Select((place, i) => new CacheBreakpoint(place, i < longs ? 1 : 0)).ToArray(),
                },
                trace.At);
            cost += trace.Tokens - outcome.CachedTokens - outcome.AllWritten + (0.1 * outcome.CachedTokens) + (1.25 * outcome.WrittenTokens) + (2 * outcome.WrittenLonger);
        }

        return cost;
    }
}

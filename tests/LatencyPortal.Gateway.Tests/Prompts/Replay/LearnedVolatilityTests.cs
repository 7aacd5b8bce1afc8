using LatencyPortal.Gateway.Prompts.Replay;
using LatencyPortal.Gateway.Prompts.Templates;
using LatencyPortal.Gateway.Tests.Prompts.Caching;
using LatencyPortal.Telemetry.Traces;
using static LatencyPortal.Gateway.Tests.Prompts.Templates;

namespace LatencyPortal.Gateway.Tests.Prompts.Replay;

public sealed class LearnedVolatilityTests
{
    /// <summary>Three days of a request a quarter of an hour, four conversations in turn that last a day each.</summary>
    private static List<PromptTrace> Stream { get; } =
    [
        .. Enumerable.Range(0, 3 * 96).Select(i =>
        {
            var at = Noon.Date.ToUniversalTime().AddMinutes(15 * i);
            var conversation = (ulong)(1 + (i % 4) + (4 * (i / 96)));
            return Trace(at, conversation, ("brand", 1), ("day", (ulong)(i / 96)), ("hour", (ulong)(i / 4)), ("topic", conversation), ("ticket", (ulong)i));
        }),
    ];

    [Theory]
    [InlineData("brand", ChangeRate.Never, 1)]
    [InlineData("day", ChangeRate.Day, 3)]
    [InlineData("hour", ChangeRate.Hour, 72)]
    [InlineData("topic", ChangeRate.Conversation, 12)]
    [InlineData("ticket", ChangeRate.Request, 288)]
    public void From_StreamOfKnownRates_FindsThem(string name, ChangeRate rate, int values)
    {
        var learned = LearnedVolatility.From(Stream, []);

        var variable = Assert.Single(learned.Variables, variable => variable.Name == name);
        Assert.Equal((rate, values, 288), (variable.Suggested!.Value, variable.DistinctValues, variable.Requests));
    }

    [Fact]
    public void From_Stream_CountsEachKindOfPair()
    {
        var hour = LearnedVolatility.From(Stream, []).Variables.Single(variable => variable.Name == "hour");

        Assert.Equal((new ChangeShare(287, 71), new ChangeShare(285, 69), new ChangeShare(216, 0)), (hour.Overall, hour.WithinDay, hour.WithinHour));
        // Each of the twelve conversations has 24 requests, an hour apart.
        Assert.Equal(new ChangeShare(12 * 23, 12 * 23), hour.InConversation);
        Assert.Equal(1, hour.InConversation.Share);
    }

    [Fact]
    public void From_FewRequests_SuggestsNothing() =>
        Assert.All(LearnedVolatility.From(Stream.Take(VariableVolatility.LeastPairs), []).Variables, variable => Assert.Null(variable.Suggested));

    [Fact]
    public void From_PrefixesThatComeAgain_MeasuresTheTimeBetween()
    {
        // The first mark is shared by all, the second by those of a conversation: gaps of 60, 60 and 400 s between them, the other request has 30.
        PromptTrace[] traces =
        [
            Marked(0, 1, 11), Marked(60, 1, 11), Marked(90, 1, 12), Marked(120, 1, 11), Marked(520, 1, 11),
        ];

        var gaps = LearnedVolatility.From(traces, [Caches.Family("anthropic")]).Gaps;

        Assert.Equal((4, 60, 400, 400, 400), (gaps.Count, gaps.P50, gaps.P90, gaps.P95, gaps.P99));
        Assert.Equal([("5m", 0.25), ("1h", 0)], gaps.Misses.Select(miss => (miss.Lifetime, miss.Share)));
        Assert.Equal(0, LearnedVolatility.From(traces.Select((trace, i) => trace with { Model = $"m{i}" }), []).Gaps.Count);
    }

    private static PromptTrace Marked(int seconds, params ulong[] marks) =>
        Trace(Noon.AddSeconds(seconds), 0) with { Marks = [.. marks.Select((mark, i) => new TracedMark(mark, 10 * (i + 1)))] };

    private static PromptTrace Trace(DateTimeOffset at, ulong conversation, params (string Name, ulong Hash)[] values) => new()
    {
        RequestId = Guid.CreateVersion7(),
        At = at,
        Template = "test",
        Version = 1,
        Model = "m",
        Conversation = conversation,
        Values = [.. values.Select(value => new TracedValue(value.Name, value.Hash, 3, 9))],
    };
}

using LatencyPortal.Gateway.Prompts.Templates;
using LatencyPortal.Telemetry.Traces;

namespace LatencyPortal.PromptReplay;

/// <summary>A template of ten pieces, and conversations over it as they would have been recorded.</summary>
internal static class Traffic
{
    private const int Turns = 4;
    private const int Together = 200;

    public static PromptTemplate Template { get; } = new()
    {
        Name = "support",
        Segments =
        [
            Segment("rules", SegmentKind.System, "You answer customers of {{ shop }}. " + Words(1_500)),
            Segment("facts", SegmentKind.Documents, "{{ facts }}\nAnswer from these facts alone. " + Words(300)),
            Segment("who", SegmentKind.System, "The customer is {{ customer }} and writes in {{ language }}."),
            Segment("history", SegmentKind.History, ""),
            Segment("input", SegmentKind.Input, "{{ input }}"),
        ],
        Variables = [Variable("shop", ChangeRate.Never), Variable("facts", ChangeRate.Day), Variable("customer", ChangeRate.Conversation), Variable("language", ChangeRate.Conversation)],
    };

    /// <summary>The same with the day in front of all, as people write it.</summary>
    public static PromptTemplate Draft { get; } = Template with
    {
        Segments = [Segment("today", SegmentKind.System, "Today is {{ today }}; ask {{ customer }} nothing twice."), .. Template.Segments],
    };

    /// <summary>Requests half a second apart; conversations go on in turn, the last four turns are sent.</summary>
    public static List<PromptTrace> Make(int count)
    {
        var start = new DateTimeOffset(2026, 11, 29, 0, 0, 0, TimeSpan.Zero);
        var open = new (ulong Id, List<TracedText> History)[Together];
        var traces = new List<PromptTrace>(count);
        var random = new Random(7);
        for (var i = 0; i < count; i++)
        {
            ref var conversation = ref open[random.Next(Together)];
            if (conversation.History is null || random.Next(8) == 0)
                conversation = (Hash(i, 1), []);
            var at = start.AddSeconds(i / 2.0);
            var asked = new TracedText(Hash(i, 2), 40);
            traces.Add(new PromptTrace
            {
                RequestId = new Guid(i, 0, 0, [0, 0, 0, 0, 0, 0, 0, 0]),
                At = at,
                Template = Template.Name,
                Version = 1,
                Model = "lab/model",
                Conversation = conversation.Id,
                Values =
                [
                    new TracedValue("shop", 1, 3, 9), new TracedValue("facts", (ulong)at.DayOfYear, 900, 3_600), new TracedValue("customer", conversation.Id, 5, 15),
                    new TracedValue("language", conversation.Id % 3, 2, 7), new TracedValue("input", Hash(i, 3), 40, 160),
                ],
                History = [.. conversation.History.TakeLast(Turns)],
                Asked = asked,
            });
            conversation.History.AddRange([asked, new TracedText(Hash(i, 4), 120)]);
        }

        return traces;
    }

    private static ulong Hash(int i, ulong use) => unchecked((((ulong)i * 8) + use) * 0x9E3779B97F4A7C15);

    private static string Words(int count) => string.Join(' ', Enumerable.Range(0, count).Select(i => $"w{i % 97}"));

    private static PromptSegment Segment(string id, SegmentKind kind, string text) => new() { Id = id, Kind = kind, Text = text };

    private static PromptVariable Variable(string name, ChangeRate changes) => new() { Name = name, Changes = changes };
}

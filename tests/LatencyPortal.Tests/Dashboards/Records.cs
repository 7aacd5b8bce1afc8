using LatencyPortal.Telemetry;

namespace LatencyPortal.Tests.Dashboards;

internal static class Records
{
    /// <summary>A completed chat request to an endpoint with every stamp.</summary>
    public static RequestRecord Complete() => new()
    {
        Id = Guid.CreateVersion7(),
        StartedAt = new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero),
        Source = "chat",
        Model = "test/scripted",
        Endpoint = "test",
        Stamps = new RequestStamps
        {
            RequestWritten = 10,
            Headers = 30,
            FirstToken = 110,
            FirstAnswer = 110,
            FirstPaint = 140,
            LastToken = 310,
            End = 312,
        },
        InputTokens = 200,
        CachedInputTokens = 50,
        OutputTokens = 21,
        Outcome = RequestOutcome.Completed,
        FinishReason = "stop",
    };
}

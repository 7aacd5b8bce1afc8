namespace LatencyPortal.Telemetry.Tests;

internal static class Records
{
    public static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    /// <summary>A completed call that started <paramref name="seconds"/> after <see cref="Start"/>.</summary>
    public static RequestRecord Make(double seconds = 0, double ttft = 100, double tpot = 10, int tokens = 11) => new()
    {
        Id = Guid.CreateVersion7(),
        StartedAt = Start.AddSeconds(seconds),
        Source = "api",
        Model = "portal-assistant",
        Endpoint = "local",
        Stamps = new RequestStamps
        {
            RequestWritten = 0,
            Headers = 1,
            FirstToken = ttft,
            FirstAnswer = ttft,
            LastToken = ttft + (tpot * (tokens - 1)),
            End = ttft + (tpot * (tokens - 1)) + 1,
        },
        InputTokens = 50,
        OutputTokens = tokens,
        Outcome = RequestOutcome.Completed,
        FinishReason = "stop",
    };
}

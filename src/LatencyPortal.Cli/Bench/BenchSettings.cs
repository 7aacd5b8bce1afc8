namespace LatencyPortal.Cli.Bench;

/// <summary>How a run loads its model.</summary>
internal sealed record BenchSettings
{
    /// <summary>Measured requests.</summary>
    public int Requests { get; init; } = 100;

    /// <summary>Requests before the measured ones, one after another, left out of every figure.</summary>
    public int Warmup { get; init; } = 5;

    /// <summary>Requests under way at once in a closed loop: the next is sent when one ends.</summary>
    public int Concurrency { get; init; } = 1;

    /// <summary>Mean arrivals per second of an open loop, which sends on schedule whatever is still under way.</summary>
    public double? Rate { get; init; }

    /// <summary>Seed of the prompt order and of the arrivals.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Most output tokens of one answer.</summary>
    public int MaxTokens { get; init; } = 256;

    /// <summary>The run ends after this time, finished or not.</summary>
    public TimeSpan TimeLimit { get; init; } = TimeSpan.FromMinutes(10);
}

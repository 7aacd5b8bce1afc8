namespace LatencyPortal.Telemetry.Traces;

/// <summary>A trace beside what the record of its request says; of several attempts, that of the one which answered.</summary>
public sealed record TracedRequest
{
    /// <summary>What the request left.</summary>
    public required PromptTrace Trace { get; init; }

    /// <summary>The model that answered, as the portal names it; that of the trace while no record is there.</summary>
    public required string Model { get; init; }

    /// <summary>Endpoint of the attempt; <see langword="null"/> while no record is there.</summary>
    public string? Endpoint { get; init; }

    /// <summary>Region of the endpoint, if anybody named it.</summary>
    public string? Region { get; init; }

    /// <summary>Input tokens as the provider counted them; <see langword="null"/> when it did not say.</summary>
    public int? InputTokens { get; init; }

    /// <summary>Cached input tokens as the provider counted them; <see langword="null"/> when it did not say.</summary>
    public int? CachedTokens { get; init; }

    /// <summary>TTFT in ms; <see langword="null"/> without a first token.</summary>
    public double? TtftMs { get; init; }

    /// <summary>Whether it failed, or was left, before its answer began: such a request is in no provider's cache.</summary>
    public bool EndedUnanswered { get; init; }

    /// <summary>The provider's own word for why its cache missed; <see langword="null"/> when it did not say.</summary>
    public string? ProviderMissReason { get; init; }
}

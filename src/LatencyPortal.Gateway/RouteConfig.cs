namespace LatencyPortal.Gateway;

/// <summary>What holds for everything that is asked by one name; members of a pool answer by the pool's route, not by their own.</summary>
public sealed record RouteConfig
{
    /// <summary>The name a request asks for: a model or a pool.</summary>
    public required string Model { get; init; }

    /// <summary>Most output tokens of one answer, reasoning included; a request may ask for fewer, not for more.</summary>
    public required int MaxOutputTokens { get; init; }
}

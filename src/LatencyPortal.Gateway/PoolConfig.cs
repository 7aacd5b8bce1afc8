namespace LatencyPortal.Gateway;

/// <summary>Members that answer under one name: replicas of one model, or a model and what stands in for it.</summary>
public sealed record PoolConfig
{
    /// <summary>Unique name; the id under which the pool is asked. It has no slash, so that no endpoint's model can have it.</summary>
    public required string Name { get; init; }

    /// <summary>Ids of models, <c>&lt;endpoint&gt;/&lt;model&gt;</c> or a local one, in the order of preference.</summary>
    public required IReadOnlyList<string> Members { get; init; }

    /// <summary>How the first member is chosen.</summary>
    public PoolPolicy Policy { get; init; } = PoolPolicy.Order;

    /// <summary>Whether a second member is asked when the first token is late.</summary>
    public bool Hedges { get; init; }

    /// <summary>Most hedges for each request, 0 to 1: 0.05 adds at most five calls to a hundred.</summary>
    public double HedgeBudget { get; init; } = 0.05;
}

using LatencyPortal.Gateway;

namespace LatencyPortal.Data;

/// <summary>A pool added on the Fleet page.</summary>
internal sealed class PoolRow
{
    /// <summary>Unique name, without a slash; the id under which the pool is asked.</summary>
    public required string Name { get; init; }

    /// <summary>Ids of its members as a JSON array, in the order of preference.</summary>
    public required string MembersJson { get; set; }

    public PoolPolicy Policy { get; set; }

    public bool Hedges { get; set; }

    /// <summary>Most hedges for each request, 0 to 1.</summary>
    public double HedgeBudget { get; set; }
}

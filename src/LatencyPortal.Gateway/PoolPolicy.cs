namespace LatencyPortal.Gateway;

/// <summary>How a pool chooses the member that is asked first.</summary>
public enum PoolPolicy
{
    /// <summary>The first member that is healthy; the others are for failover.</summary>
    Order,

    /// <summary>The healthy member with the shortest expected time to first token.</summary>
    Fastest,

    /// <summary>The member that has the request's prefix in its cache, unless it is overloaded.</summary>
    Affinity,
}

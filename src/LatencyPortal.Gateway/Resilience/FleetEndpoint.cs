namespace LatencyPortal.Gateway.Resilience;

/// <summary>How an endpoint stands now.</summary>
/// <param name="Name">Its name; <c>local</c> for models inside the portal.</param>
/// <param name="Region">Its region, when the operator named it.</param>
/// <param name="Drained">Whether an operator has taken it out.</param>
/// <param name="Breaker">Its circuit breaker.</param>
/// <param name="TriedAgainIn">With an open breaker, how long until a call is tried.</param>
/// <param name="Rests">Whether it asked to be left alone for a while.</param>
/// <param name="Queue">Its calls.</param>
public sealed record FleetEndpoint(string Name, string? Region, bool Drained, BreakerState Breaker, TimeSpan TriedAgainIn, bool Rests, QueueState Queue)
{
    /// <summary>Calls that run or wait now.</summary>
    public int InFlight => Queue.Running + Queue.Waiting;
}

namespace LatencyPortal.Gateway.Resilience;

/// <summary>Where the circuit breaker of an endpoint stands.</summary>
public enum BreakerState
{
    /// <summary>Calls go through.</summary>
    Closed,

    /// <summary>Too many calls failed: none goes through for a while.</summary>
    Open,

    /// <summary>One call is tried; its end decides.</summary>
    HalfOpen,
}

namespace LatencyPortal.Telemetry;

/// <summary>Why a model was called.</summary>
public enum AttemptKind
{
    /// <summary>The first call of a request.</summary>
    First,

    /// <summary>The same member again, after a failure before the first token.</summary>
    Retry,

    /// <summary>Another member, after a failure before the first token.</summary>
    Failover,

    /// <summary>Another member beside the first one, whose first token was late.</summary>
    Hedge,
}

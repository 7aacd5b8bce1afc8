namespace LatencyPortal.Telemetry.Slo;

/// <summary>What a request is to an objective.</summary>
public enum SloVerdict
{
    /// <summary>It cannot be judged, and counts neither way.</summary>
    NotCounted,

    /// <summary>It kept the promise.</summary>
    Good,

    /// <summary>It broke it.</summary>
    Bad,
}

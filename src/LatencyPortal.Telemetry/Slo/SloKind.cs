namespace LatencyPortal.Telemetry.Slo;

/// <summary>What is counted.</summary>
public enum SloKind
{
    /// <summary>Good requests of all.</summary>
    Event,

    /// <summary>Good slices of time of all that were measured; a slice is good when enough of its requests are, and one without requests was not measured.</summary>
    TimeSlice,
}

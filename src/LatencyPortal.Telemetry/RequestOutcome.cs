namespace LatencyPortal.Telemetry;

/// <summary>How a model call ended.</summary>
public enum RequestOutcome
{
    /// <summary>The stream ended cleanly.</summary>
    Completed,

    /// <summary>The user or the API client stopped it; counted neither good nor bad.</summary>
    Cancelled,

    /// <summary>It failed; <see cref="RequestRecord.ErrorKind"/> says why.</summary>
    Failed,
}

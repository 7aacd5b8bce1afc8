namespace LatencyPortal.Telemetry.Slo;

/// <summary>What makes a request good.</summary>
public enum SloIndicator
{
    /// <summary>TTFT (t3 − t1) is below the limit.</summary>
    Ttft,

    /// <summary>TPOT ((tn − t3) / (n − 1)) is below the limit.</summary>
    Tpot,

    /// <summary>E2E (tend − t1) is below the limit.</summary>
    EndToEnd,

    /// <summary>The cached share of the input tokens is above the limit.</summary>
    CachedShare,

    /// <summary>It was answered without an error.</summary>
    ErrorFree,

    /// <summary>It was answered without an error, and each limit that is set was kept.</summary>
    Goodput,
}

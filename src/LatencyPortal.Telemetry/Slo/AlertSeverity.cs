namespace LatencyPortal.Telemetry.Slo;

/// <summary>How urgent an alert is.</summary>
public enum AlertSeverity
{
    /// <summary>Somebody should look on the next working day.</summary>
    Ticket,

    /// <summary>Somebody should look now.</summary>
    Page,
}

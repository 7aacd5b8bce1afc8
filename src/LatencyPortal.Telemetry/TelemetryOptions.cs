using System.ComponentModel.DataAnnotations;

namespace LatencyPortal.Telemetry;

/// <summary>Settings of the request records.</summary>
public sealed class TelemetryOptions
{
    /// <summary>Path of the SQLite database.</summary>
    [Required]
    public string DatabasePath { get; set; } = "";

    /// <summary>Records that may wait for the writer; more are dropped and counted.</summary>
    [Range(1, 1_000_000)]
    public int QueueCapacity { get; set; } = 10_000;

    /// <summary>Age at which records are deleted.</summary>
    public TimeSpan Retention { get; set; } = TimeSpan.FromDays(30);
}
